package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/**
 * The graphs compute what Tribuo computes. Tribuo sorts features by name and labels by its own rule, so this is where
 * a column in the wrong place, or a swapped label, would show.
 */
class TribuoAgreementTest {

  @Test
  void machineHealth_probabilitiesAreThoseOfTribuo() throws IOException, OrtException {
    var scaling = Scaling.ofFeatures(MachineHealth.training());
    var model = MachineHealth.model(MachineHealth.training(), scaling);
    // The premise: the file's order is not Tribuo's.
    var names = MachineHealth.test().featureNames();
    assertThat(names).isNotEqualTo(names.stream().sorted().toList());

    try (var onnx = CommittedModel.of("machine-health")) {
      var actual = onnx.floats("probabilities", rows(MachineHealth.test()));
      assertProbability(model, MachineHealth.test(), scaling, actual, 1);
    }
  }

  @Test
  void sensorFusion_scoreIsTheProbabilityOfLabelOne() throws IOException, OrtException {
    var scaling = Scaling.ofFeatures(SensorFusion.training());
    var model = SensorFusion.model(SensorFusion.training(), scaling);
    try (var onnx = CommittedModel.of("sensor-fusion")) {
      var actual = onnx.floats("score", rows(SensorFusion.test()));
      assertProbability(model, SensorFusion.test(), scaling, actual, 0);
    }
  }

  @Test
  void energyDemand_predictionIsTribuosInKilowattHours() throws IOException, OrtException {
    var training = EnergyDemand.training();
    var scaling = Scaling.ofFeatures(training);
    var target = Scaling.ofTarget(training);
    var model = EnergyDemand.model(training, scaling, target);
    var test = EnergyDemand.test();
    try (var onnx = CommittedModel.of("energy-demand")) {
      var actual = onnx.floats("prediction", rows(test));
      for (var i = 0; i < actual.length; i++) {
        var example =
            FmTraining.example(test, test.rows().get(i), scaling, new Regressor("kwh", 0));
        var standardised = model.predict(example).getOutput().getValues()[0];
        var expected = target.mean().get(0) + target.deviation().get(0) * standardised;
        assertThat((double) actual[i][0]).as("row %d", i).isCloseTo(expected, within(0.01));
      }
    }
  }

  @Test
  void columnsInAnotherOrder_moveTheWeightsWithThem() {
    var training = MachineHealth.training();
    var model = MachineHealth.model(training, Scaling.ofFeatures(training));
    var labels = List.of(FmTraining.label(0), FmTraining.label(1));
    var names = new ArrayList<>(training.featureNames());
    var asIs = FactorisationMachine.of(model, names, labels);
    Collections.reverse(names);
    var reversed = FactorisationMachine.of(model, names, labels);
    assertThat(reversed.linear().subList(0, 2)).isEqualTo(asIs.linear().subList(14, 16));
    assertThat(reversed.diagonal().subList(0, 2)).isEqualTo(asIs.diagonal().subList(14, 16));
    assertThat(reversed.bias()).isEqualTo(asIs.bias());
  }

  private static List<List<Double>> rows(Table table) {
    return table.rows().stream().map(Table.Row::features).toList();
  }

  private static void assertProbability(
      Model<Label> model, Table test, Scaling scaling, float[][] actual, int column) {
    for (var i = 0; i < actual.length; i++) {
      var example = FmTraining.example(test, test.rows().get(i), scaling, FmTraining.label(0));
      var one = Objects.requireNonNull(model.predict(example).getOutputScores().get("1"));
      assertThat((double) actual[i][column])
          .as("row %d", i)
          .isCloseTo(one.getScore(), within(1e-3));
    }
  }
}
