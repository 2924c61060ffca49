package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The models have learnt something, and the data leaves them something to get wrong. */
class QualityTest {

  @Test
  void machineHealth_isMostlyRight() throws IOException, OrtException {
    var csv = CommittedCsv.of("machine-health");
    try (var model = CommittedModel.of("machine-health")) {
      var probabilities = model.floats("probabilities", csv.features());
      var accuracy = accuracy(csv, row -> probabilities[row][1] > probabilities[row][0] ? 1 : 0);
      assertReadme(
          "machine-health",
          "| accuracy %.3f (always 0: %.3f) |",
          accuracy,
          1 - mean(csv.targets()));
      assertThat(accuracy).isBetween(0.87, 0.95);
      for (var row : probabilities) {
        assertThat(row[0] + row[1]).isBetween(0.99999f, 1.00001f);
      }
    }
  }

  @Test
  void sensorFusion_isMostlyRight() throws IOException, OrtException {
    var csv = CommittedCsv.of("sensor-fusion");
    try (var model = CommittedModel.of("sensor-fusion")) {
      var labels = model.longs("label", csv.features());
      var scores = model.floats("score", csv.features());
      var accuracy = accuracy(csv, row -> labels[row]);
      assertReadme(
          "sensor-fusion", "| accuracy %.3f (always 0: %.3f) |", accuracy, 1 - mean(csv.targets()));
      assertThat(accuracy).isBetween(0.82, 0.95);
      for (var row = 0; row < labels.length; row++) {
        assertThat(labels[row])
            .as("score %s", scores[row][0])
            .isEqualTo(scores[row][0] > 0.5f ? 1 : 0);
      }
    }
  }

  @Test
  void energyDemand_isCloserThanTheMean() throws IOException, OrtException {
    var csv = CommittedCsv.of("energy-demand");
    try (var model = CommittedModel.of("energy-demand")) {
      var predictions = model.floats("prediction", csv.features());
      var mean = mean(csv.targets());
      var rmse = rmse(csv, row -> predictions[row][0]);
      var rmseOfMean = rmse(csv, row -> mean);
      assertReadme(
          "energy-demand", "| RMSE %.2f kWh (always the mean: %.2f kWh) |", rmse, rmseOfMean);
      assertThat(rmse).isLessThan(rmseOfMean / 3);
    }
  }

  @Test
  void labels_areReasonablyBalanced() throws IOException {
    for (var example : List.of("machine-health", "sensor-fusion")) {
      var targets = CommittedCsv.of(example).targets();
      assertThat(targets).as(example).containsOnly(0.0, 1.0);
      assertThat(mean(targets)).as(example).isBetween(0.25, 0.45);
    }
  }

  /** The README states what is measured here, in the row of its table that belongs to this example. */
  private static void assertReadme(String example, String ending, Object... figures)
      throws IOException {
    assertThat(Files.readAllLines(Path.of("README.md")))
        .filteredOn(line -> line.startsWith("| [" + example + "]"))
        .singleElement(STRING)
        .endsWith(String.format(Locale.ROOT, ending, figures));
  }

  private interface Guess {
    double at(int row);
  }

  private static double accuracy(CommittedCsv csv, Guess guess) {
    var rows = csv.targets().size();
    var right = IntStream.range(0, rows)
        .filter(row -> guess.at(row) == csv.targets().get(row))
        .count();
    return (double) right / rows;
  }

  private static double rmse(CommittedCsv csv, Guess guess) {
    var squares = IntStream.range(0, csv.targets().size())
        .mapToDouble(row -> guess.at(row) - csv.targets().get(row))
        .map(error -> error * error);
    return Math.sqrt(squares.average().orElseThrow());
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
