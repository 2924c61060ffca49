package io.millrace.launcher.play.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.play.Mapping;
import io.millrace.launcher.play.Row;
import io.millrace.launcher.play.Times;
import io.millrace.launcher.play.check.AccuracyFigures.Cell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AccuracyComparisonTest {
  private static final Mapping ANSWERS = new Mapping(
      "app",
      new Mapping.Name(null, "stage"),
      Mapping.Name.UNKNOWN,
      new Mapping.TimeColumn("time", Times.of("auto")),
      null,
      List.of(),
      "id",
      "answer",
      null,
      true);
  private static final Mapping TRUTHS = Mapping.ofTruth(new Mapping.Truth("id", "truth"), true);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final List<Row> answers = new ArrayList<>();
  private final List<Row> truths = new ArrayList<>();

  private void answer(String stage, String id, int second, String answer) {
    var time = NOON.plusSeconds(second).toString();
    answers.add(
        new Row("a.csv", 1, Map.of("stage", stage, "id", id, "time", time, "answer", answer)));
  }

  private void truth(String id, String truth) {
    truths.add(new Row("t.csv", 1, Map.of("id", id, "truth", truth)));
  }

  private SortedMap<AccuracyKey, AccuracyFigures> figures() {
    var pass = new OfflineAccuracy(Duration.ofSeconds(60));
    pass.read(ANSWERS, answers.iterator());
    pass.read(TRUTHS, truths.iterator());
    return pass.figures();
  }

  private static AccuracyKey window(String stage, int minute) {
    return new AccuracyKey(stage, NOON.plusSeconds(60L * minute));
  }

  private static AccuracyFigures of(
      SortedMap<AccuracyKey, AccuracyFigures> figures, String stage, int minute) {
    return Objects.requireNonNull(figures.get(window(stage, minute)));
  }

  @Test
  void pass_takesTheFirstAnswerOfAPlace_andTheFirstTruth() {
    answer("e", "1", 0, "{'Cat': 0.5, 'dog': 0.5}");
    answer("e", "1", 70, "dog");
    answer("m", "1", 1, "dog");
    answer("e", "2", 59, "DOG");
    answer("e", "3", 60, "cat");
    truth("1", "CAT");
    truth("1", "dog");
    truth("2", "cat");
    truth("nobody", "cat");
    var figures = figures();
    assertThat(figures.keySet()).containsExactly(window("e", 0), window("e", 1), window("m", 0));
    var first = of(figures, "e", 0);
    assertThat(first.predictions()).isEqualTo(2);
    assertThat(first.cells())
        .isEqualTo(Map.of(new Cell("cat", "cat"), 1L, new Cell("cat", "dog"), 1L));
    // Of cat: precision 1, recall 1/2; of dog: both 0.
    assertThat(first.metrics())
        .isEqualTo(Map.of("accuracy", 0.5, "precision", 0.5, "recall", 0.25, "f1", 1 / 3.0));
    assertThat(of(figures, "e", 1).metrics()).isEmpty();
    assertThat(of(figures, "m", 0).metrics()).containsEntry("accuracy", 0.0);
  }

  @Test
  void labels_areNamedAsTheServerNamesThem() {
    assertThat(OfflineAccuracy.name(" True ")).isEqualTo("1");
    assertThat(OfflineAccuracy.name("1.50")).isEqualTo("1.5");
    assertThat(OfflineAccuracy.name("100")).isEqualTo("100");
    assertThat(OfflineAccuracy.name("fall")).isEqualTo("fall");
  }

  @Test
  void anyDifference_isFound() {
    answer("e", "1", 0, "cat");
    answer("e", "2", 1, "dog");
    truth("1", "cat");
    truth("2", "dog");
    var offline = figures();
    assertThat(new AccuracyComparison(offline, figures()).agrees()).isTrue();
    assertThat(new AccuracyComparison(offline, figures()).text())
        .isEqualTo(
            "1 windows with 2 answers, of which the truth of 2 is known: counts, accuracy, precision, recall and f1 are equal");
    assertThat(new AccuracyComparison(offline, new TreeMap<>()).agrees()).isFalse();
    answers.remove(1);
    var fewer = new AccuracyComparison(offline, figures());
    assertThat(fewer.agrees()).isFalse();
    assertThat(fewer.text()).contains("predictions", "truths", "dog as dog", "the server has 1");
    assertThat(fewer.json()).containsEntry("agrees", false).containsEntry("answers", 2L);
  }
}
