package io.millrace.model.qoa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.ClassTally.Cell;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.serde.JsonSerde;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyResultTest {
  private static AccuracyResult result(long version, long start, Finality finality, Cell... cells) {
    long count = List.of(cells).stream().mapToLong(Cell::count).sum();
    long hits = List.of(cells).stream()
        .filter(cell -> cell.truth() != null && cell.truth().equals(cell.predicted()))
        .mapToLong(Cell::count)
        .sum();
    return AccuracyResult.of(
        Answerer.of(new ModelName("m"), new ModelVersion(version)),
        Instant.ofEpochSecond(start),
        Instant.ofEpochSecond(start + 60),
        count + 1,
        new ClassTally(count, hits, count, 0.5 * count, List.of(cells)),
        new NumberTally(0, 0, 0),
        finality);
  }

  /**
   * As scikit-learn has it of true 0 0 0 1 1 2 and predicted 0 0 1 1 0 1: accuracy 1/2, precision (2/3 + 1/3 + 0)/3,
   * recall (2/3 + 1/2 + 0)/3, f1 (2/3 + 2/5 + 0)/3.
   */
  @Test
  void figures_areThoseOfTheMatrix() {
    var metrics = result(
            1,
            0,
            Finality.FINAL,
            new Cell("0", "0", 2),
            new Cell("0", "1", 1),
            new Cell("1", "0", 1),
            new Cell("1", "1", 1),
            new Cell("2", "1", 1))
        .metrics();
    assertThat(metrics).containsEntry("accuracy", 0.5).containsEntry("log_loss", 0.5);
    assertThat(metrics.get("precision")).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(metrics.get("recall")).isCloseTo(7.0 / 18, within(1e-15));
    assertThat(metrics.get("f1")).isCloseTo(16.0 / 45, within(1e-15));
    assertThat(metrics.get("recall_weighted")).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void windows_mergeToWhatAllTheirCountsGive() {
    var first = result(1, 60, Finality.FINAL, new Cell("a", "a", 3), new Cell("a", "b", 1));
    var second = result(1, 0, Finality.PROVISIONAL, new Cell("a", "b", 2), new Cell(null, "b", 1));
    var merged = AccuracyResult.merged(List.of(first, second));
    assertThat(merged.start()).isEqualTo(Instant.EPOCH);
    assertThat(merged.end()).isEqualTo(Instant.ofEpochSecond(120));
    assertThat(merged.finality()).isEqualTo(Finality.PROVISIONAL);
    assertThat(merged.predictions()).isEqualTo(9);
    assertThat(merged.known()).isEqualTo(7);
    assertThat(merged.classes().confusion())
        .containsExactly(new Cell("a", "a", 3), new Cell("a", "b", 3), new Cell(null, "b", 1));
    assertThat(merged.metrics()).containsEntry("accuracy", 3.0 / 7);
    assertThatThrownBy(() -> AccuracyResult.merged(
            List.of(first, result(2, 0, Finality.FINAL, new Cell("a", "a", 1)))))
        .hasMessageContaining("m/1 and of m/2");
  }

  @Test
  void json_isReadBack() {
    var result = result(1, 60, Finality.FINAL, new Cell("a", "a", 3), new Cell(null, "b", 1));
    try (var serde = new JsonSerde<>(AccuracyResult.class)) {
      assertThat(serde.deserializer().deserialize("t", serde.serializer().serialize("t", result)))
          .isEqualTo(result);
    }
  }
}
