package io.millrace.examples;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tribuo.classification.sgd.fm.FMClassificationModel;

/** Will this electric motor fail within a day? A classifier of eight sensor readings. */
final class MachineHealth {
  static final String NAME = "machine-health";
  static final int TEST_ROWS = 1000;
  private static final int TRAINING_ROWS = 6000;
  private static final long SEED = 8_101L;
  private static final String DOC = """
      Failure of an electric motor within 24 hours, from eight raw sensor readings. Synthetic data.
      Input features FLOAT [batch, 8]; output probabilities FLOAT [batch, 2] for the labels 0 (healthy), 1 (failure).""";

  private static final List<Column> FEATURES = List.of(
      new Column("vibration_rms", "mm/s", 3),
      new Column("bearing_temp", "°C", 2),
      new Column("motor_current", "A", 2),
      new Column("shaft_speed", "rpm", 1),
      new Column("oil_pressure", "bar", 3),
      new Column("acoustic_level", "dB", 2),
      new Column("load_torque", "N·m", 2),
      new Column("hours_since_service", "h", 1));
  private static final Column TARGET = new Column("failure", "0 or 1", 0);

  private MachineHealth() {}

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
        FEATURES, TARGET, TRAINING_ROWS + TEST_ROWS, new Random(SEED), MachineHealth::nextRow);
  }

  /** Load and wear are hidden; the sensors see them through noise, and wear hurts most under load. */
  private static Table.Row nextRow(Random random) {
    var hours = 4000 * random.nextDouble();
    var load = random.nextGaussian();
    var wear = (hours - 2000) / 1155 * 0.8 + 0.6 * random.nextGaussian();
    var risk = 2 * (1.9 * wear + 1.1 * load + 1.3 * wear * load - 0.8);
    var failure = random.nextDouble() < 1 / (1 + StrictMath.exp(-risk)) ? 1 : 0;
    return Table.row(
        FEATURES,
        TARGET,
        failure,
        StrictMath.max(0.2, 3.1 + 0.7 * wear + 0.25 * load + 0.25 * random.nextGaussian()),
        62 + 5 * load + 4 * wear + 2.5 * random.nextGaussian(),
        18 + 4 * load + 0.9 * wear + 0.8 * random.nextGaussian(),
        1480 - 22 * load + 6 * random.nextGaussian(),
        4.2 - 0.25 * wear + 0.15 * random.nextGaussian(),
        78 + 2 * wear + 1.2 * load + 1.5 * random.nextGaussian(),
        60 + 14 * load + 3 * random.nextGaussian(),
        hours);
  }

  private static ModelProto onnx(Table training, Scaling scaling, FMClassificationModel model) {
    var labels = List.of(FmTraining.label(0), FmTraining.label(1));
    var graph = new OnnxGraph("machine_health").input("features", FEATURES.size());
    FactorisationMachine.of(model, training.featureNames(), labels)
        .addTo(graph, scaling, "features", "scores");
    return graph
        .node("Softmax", List.of("scores"), "probabilities", Map.of("axis", 1))
        .output("probabilities", labels.size())
        .model(DOC, FEATURES);
  }
}
