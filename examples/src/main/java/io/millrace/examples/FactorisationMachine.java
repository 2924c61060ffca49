package io.millrace.examples;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.tribuo.Output;
import org.tribuo.common.sgd.AbstractFMModel;
import org.tribuo.math.la.DenseMatrix;

/**
 * A trained factorisation machine as ONNX nodes. With standardised features z, each output o scores
 *
 * <p>s<sub>o</sub> = b<sub>o</sub> + w<sub>o</sub>·z + ½ Σ<sub>f</sub> ((v<sub>of</sub>·z)² − v<sub>of</sub>²·z²)
 *
 * <p>that is a linear part and one weight for each pair of features. The weights are in the order of the table's
 * columns and of the outputs asked for, whatever order Tribuo keeps them in.
 *
 * @param linear [features, outputs]
 * @param bias [outputs]
 * @param factors v as [features, outputs × factors]
 * @param pairs adds the squares up: ½ where a factor belongs to an output, as [outputs × factors, outputs]
 * @param diagonal −½ Σ v², which takes each feature's pair with itself out again: [features, outputs]
 */
record FactorisationMachine(
    List<Float> linear,
    List<Float> bias,
    List<Float> factors,
    List<Float> pairs,
    List<Float> diagonal) {

  /** Weights keep this many decimals, so that the last bits of another processor's exp() do not reach the file. */
  private static final int DECIMALS = 5;

  static <T extends Output<T>> FactorisationMachine of(
      AbstractFMModel<T> model, List<String> features, List<T> outputs) {
    ToIntFunction<T> outputId = model.getOutputIDInfo()::getID;
    var featureIds = features.stream().map(model.getFeatureIDMap()::getID).toList();
    var outputIds = outputs.stream().map(outputId::applyAsInt).toList();
    var weights = model.getLinearWeightsCopy();
    var biases = model.getBiasesCopy();
    var byOutput =
        outputIds.stream().map(id -> (DenseMatrix) model.getFactorsCopy()[id]).toList();

    var linear = new ArrayList<Float>();
    var factors = new ArrayList<Float>();
    var diagonal = new ArrayList<Float>();
    for (var feature : featureIds) {
      outputIds.forEach(output -> linear.add(rounded(weights.get(output, feature))));
      for (var v : byOutput) {
        var squares = 0.0;
        for (var f = 0; f < v.getDimension1Size(); f++) {
          var factor = rounded(v.get(f, feature));
          factors.add(factor);
          squares += (double) factor * factor;
        }
        diagonal.add((float) (-0.5 * squares));
      }
    }
    var bias = outputIds.stream().map(id -> rounded(biases.get(id))).toList();
    return new FactorisationMachine(
        linear,
        bias,
        factors,
        pairs(outputs.size(), byOutput.get(0).getDimension1Size()),
        diagonal);
  }

  /** Adds nodes that turn the raw columns {@code input} [batch, features] into {@code scores} [batch, outputs]. */
  void addTo(OnnxGraph graph, Scaling scaling, String input, String scores) {
    var outputs = bias.size();
    var features = linear.size() / outputs;
    var width = factors.size() / features;
    graph
        .floats("mean", floats(scaling.mean()), features)
        .floats("deviation", floats(scaling.deviation()), features)
        .floats("linear_weights", linear, features, outputs)
        .floats("bias", bias, outputs)
        .floats("factor_weights", factors, features, width)
        .floats("pair_sum", pairs, width, outputs)
        .floats("diagonal_weights", diagonal, features, outputs)
        .node("Sub", List.of(input, "mean"), "centred")
        .node("Div", List.of("centred", "deviation"), "standardised")
        .node("Gemm", List.of("standardised", "linear_weights", "bias"), "linear")
        .node("MatMul", List.of("standardised", "factor_weights"), "projected")
        .node("Mul", List.of("projected", "projected"), "projected_squares")
        .node("MatMul", List.of("projected_squares", "pair_sum"), "all_pairs")
        .node("Mul", List.of("standardised", "standardised"), "squares")
        .node("MatMul", List.of("squares", "diagonal_weights"), "diagonal")
        .node("Add", List.of("all_pairs", "diagonal"), "interactions")
        .node("Add", List.of("linear", "interactions"), scores);
  }

  private static List<Float> pairs(int outputs, int factorsEach) {
    var pairs = new ArrayList<Float>();
    for (var row = 0; row < outputs * factorsEach; row++) {
      for (var output = 0; output < outputs; output++) {
        pairs.add(row / factorsEach == output ? 0.5f : 0f);
      }
    }
    return pairs;
  }

  private static float rounded(double weight) {
    return new BigDecimal(weight).setScale(DECIMALS, RoundingMode.HALF_UP).floatValue();
  }

  private static List<Float> floats(List<Double> values) {
    return values.stream().map(Double::floatValue).toList();
  }
}
