package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees of the models before it sends a row. */
class SignatureTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          machine-health | features FLOAT [batch, 8] -> probabilities FLOAT [batch, 2]
          energy-demand  | features FLOAT [batch, 6] -> prediction FLOAT [batch, 1]
          sensor-fusion  | vibration FLOAT [batch, 4], climate FLOAT [batch, 2] -> score FLOAT [batch, 1], label INT64 [batch]
          """)
  void model_hasItsNamesTypesAndShapes(String example, String signature)
      throws IOException, OrtException {
    try (var model = CommittedModel.of(example)) {
      assertThat(model.signature()).isEqualTo(signature);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "machine-health, 1000, vibration_rms, hours_since_service, failure",
    "energy-demand, 500, outdoor_temp, equipment_load, kwh",
    "sensor-fusion, 300, vibration_0, climate_1, label"
  })
  void csv_hasItsRowsAndColumns(
      String example, int rows, String first, String lastFeature, String target)
      throws IOException {
    var csv = CommittedCsv.of(example);
    assertThat(csv.targets()).hasSize(rows);
    assertThat(csv.header()).startsWith(first).endsWith(lastFeature, target);
    assertThat(csv.features())
        .allSatisfy(row -> assertThat(row).hasSize(csv.header().size() - 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"machine-health", "energy-demand", "sensor-fusion"})
  void metadata_namesProducerAndColumns(String example) throws IOException, OrtException {
    try (var model = CommittedModel.of(example)) {
      var metadata = model.session().getMetadata();
      assertThat(metadata.getProducerName()).isEqualTo("millrace-examples");
      assertThat(metadata.getDescription()).contains("Synthetic data.");
      var columns = metadata.getCustomMetadataValue("columns").orElseThrow();
      var header = CommittedCsv.of(example).header();
      assertThat(List.of(columns.split(", ", -1)))
          .extracting(column -> column.substring(0, column.indexOf(' ')))
          .isEqualTo(header.subList(0, header.size() - 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"machine-health, probabilities", "energy-demand, prediction", "sensor-fusion, score"})
  void batchOfOne_answersAsTheWholeBatch(String example, String output)
      throws IOException, OrtException {
    var rows = CommittedCsv.of(example).features();
    try (var model = CommittedModel.of(example)) {
      var together = model.floats(output, rows);
      for (var i = 0; i < rows.size(); i++) {
        var alone = model.floats(output, List.of(rows.get(i)));
        // A kilowatt-hour figure of 100 has steps of 8e-6 in a float.
        assertThat(alone[0]).as("row %d", i).containsExactly(together[i], within(2e-5f));
      }
    }
  }
}
