package io.millrace.examples;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tribuo.classification.sgd.fm.FMClassificationModel;

/** Does this gearbox run rough? A classifier with two inputs, from two kinds of sensor, and two outputs. */
final class SensorFusion {
  static final String NAME = "sensor-fusion";
  static final int TEST_ROWS = 300;
  private static final int TRAINING_ROWS = 4000;
  private static final long SEED = 8_103L;
  private static final int VIBRATION_WIDTH = 4;
  private static final int CLIMATE_WIDTH = 2;
  private static final String DOC = """
      Rough running of a gearbox, from four accelerometers and the air around it. Synthetic data.
      Inputs vibration FLOAT [batch, 4] and climate FLOAT [batch, 2];
      outputs score FLOAT [batch, 1], the probability of label 1, and label INT64 [batch], 0 (smooth) or 1 (rough).""";

  private static final List<Column> FEATURES = List.of(
      new Column("vibration_0", "mm/s", 3),
      new Column("vibration_1", "mm/s", 3),
      new Column("vibration_2", "mm/s", 3),
      new Column("vibration_3", "mm/s", 3),
      new Column("climate_0", "°C", 2),
      new Column("climate_1", "% relative humidity", 1));
  private static final Column TARGET = new Column("label", "0 or 1", 0);

  private SensorFusion() {}

  static ExampleFiles files() {
    var training = training();
    var scaling = Scaling.ofFeatures(training);
    return new ExampleFiles(NAME, onnx(training, scaling, model(training, scaling)), test());
  }

  static Table training() {
    return data().first(TRAINING_ROWS);
  }

  static Table test() {
    return data().last(TEST_ROWS);
  }

  static FMClassificationModel model(Table training, Scaling scaling) {
    return FmTraining.classifier(training, scaling);
  }

  private static Table data() {
    return Table.generate(
        FEATURES, TARGET, TRAINING_ROWS + TEST_ROWS, new Random(SEED), SensorFusion::nextRow);
  }

  /** Cold oil is thick: the same vibration is harmless in the cold and a bad sign in the warm. */
  private static Table.Row nextRow(Random random) {
    var damage = random.nextGaussian();
    var warmth = random.nextGaussian();
    var damp = random.nextGaussian();
    var risk = 3 * (1.6 * damage + 1.2 * damage * warmth + 0.4 * warmth + 0.3 * damp - 0.8);
    var label = random.nextDouble() < 1 / (1 + StrictMath.exp(-risk)) ? 1 : 0;
    return Table.row(
        FEATURES,
        TARGET,
        label,
        vibration(2.6 + 0.5 * damage, random),
        vibration(2.4 + 0.4 * damage - 0.1 * warmth, random),
        vibration(2.9 + 0.3 * damage - 0.2 * warmth, random),
        vibration(2.2 + 0.6 * damage, random),
        14 + 9 * warmth + 0.8 * random.nextGaussian(),
        StrictMath.min(100, StrictMath.max(5, 55 + 13 * damp + 2 * random.nextGaussian())));
  }

  private static double vibration(double level, Random random) {
    return StrictMath.max(0.1, level + 0.2 * random.nextGaussian());
  }

  private static ModelProto onnx(Table training, Scaling scaling, FMClassificationModel model) {
    var labels = List.of(FmTraining.label(0), FmTraining.label(1));
    var graph = new OnnxGraph("sensor_fusion")
        .input("vibration", VIBRATION_WIDTH)
        .input("climate", CLIMATE_WIDTH)
        .node("Concat", List.of("vibration", "climate"), "features", Map.of("axis", 1));
    FactorisationMachine.of(model, training.featureNames(), labels)
        .addTo(graph, scaling, "features", "scores");
    return graph
        .longs("failure_column", List.of(1L))
        .node("Softmax", List.of("scores"), "probabilities", Map.of("axis", 1))
        .node("Gather", List.of("probabilities", "failure_column"), "score", Map.of("axis", 1))
        .node("ArgMax", List.of("probabilities"), "label", Map.of("axis", 1, "keepdims", 0))
        .output("score", 1)
        .labelOutput("label")
        .model(DOC, FEATURES);
  }
}
