package io.millrace.examples;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Random;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.fm.FMRegressionModel;

/** How much energy will this building use in the coming hour? A regression on six readings. */
final class EnergyDemand {
  static final String NAME = "energy-demand";
  static final int TEST_ROWS = 500;
  private static final int TRAINING_ROWS = 4000;
  private static final long SEED = 8_102L;
  private static final double INDOOR_TEMP = 21;
  private static final String DOC = """
      Energy use of a heated building in one hour, in kWh, from six raw readings. Synthetic data.
      Input features FLOAT [batch, 6]; output prediction FLOAT [batch, 1].""";

  private static final List<Column> FEATURES = List.of(
      new Column("outdoor_temp", "°C", 1),
      new Column("wind_speed", "m/s", 1),
      new Column("solar_irradiance", "W/m²", 0),
      new Column("floor_area", "m²", 0),
      new Column("occupancy", "people", 0),
      new Column("equipment_load", "kW", 2));
  private static final Column TARGET = new Column("kwh", "kWh", 2);

  private EnergyDemand() {}

  static ExampleFiles files() {
    var training = training();
    var scaling = Scaling.ofFeatures(training);
    var target = Scaling.ofTarget(training);
    return new ExampleFiles(
        NAME, onnx(training, scaling, target, model(training, scaling, target)), test());
  }

  static Table training() {
    return data().first(TRAINING_ROWS);
  }

  static Table test() {
    return data().last(TEST_ROWS);
  }

  static FMRegressionModel model(Table training, Scaling scaling, Scaling target) {
    return FmTraining.regressor(training, scaling, target);
  }

  private static Table data() {
    return Table.generate(
        FEATURES, TARGET, TRAINING_ROWS + TEST_ROWS, new Random(SEED), EnergyDemand::nextRow);
  }

  /** Heat is lost through the shell, more in wind; sun, people and machines give some of it back. */
  private static Table.Row nextRow(Random random) {
    var outdoor = 4 + 6.5 * random.nextGaussian();
    var wind = 12 * random.nextDouble() * random.nextDouble();
    var sun = StrictMath.max(0, 700 * random.nextDouble() - 250);
    var area = 400 + 2600 * random.nextDouble();
    var people = area / 25 * random.nextDouble();
    var equipment = 2 + 0.12 * people + 4 * random.nextDouble();
    var shell = 0.0011 * area * (INDOOR_TEMP - outdoor) * (1 + 0.05 * wind);
    var gains = 0.000016 * area * sun + 0.08 * people;
    var kwh = StrictMath.max(1, 6 + shell - gains + equipment + 3.5 * random.nextGaussian());
    return Table.row(FEATURES, TARGET, kwh, outdoor, wind, sun, area, people, equipment);
  }

  private static ModelProto onnx(
      Table training, Scaling scaling, Scaling target, FMRegressionModel model) {
    var outputs = List.of(new Regressor(TARGET.name(), 0));
    var graph = new OnnxGraph("energy_demand").input("features", FEATURES.size());
    FactorisationMachine.of(model, training.featureNames(), outputs)
        .addTo(graph, scaling, "features", "scores");
    return graph
        .floats("target_mean", List.of(target.mean().get(0).floatValue()), 1)
        .floats("target_deviation", List.of(target.deviation().get(0).floatValue()), 1)
        .node("Mul", List.of("scores", "target_deviation"), "above_mean")
        .node("Add", List.of("above_mean", "target_mean"), "prediction")
        .output("prediction", 1)
        .model(DOC, FEATURES);
  }
}
