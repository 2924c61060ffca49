package io.millrace.metrics.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerReadingTest {
  private static final Label CAT = Label.of("cat");
  private static final Label DOG = Label.of("dog");

  private static Map<String, Object> scores(Object cat, Object dog) {
    var scores = new LinkedHashMap<String, Object>();
    scores.put("cat", cat);
    scores.put("dog", dog);
    return scores;
  }

  @Test
  void ofScores_theGreatestWins_andOfEqualOnesTheFirst() {
    assertThat(AnswerReading.read(scores(0.3, 0.7), false))
        .containsExactly(Prediction.OfClass.of(DOG, Map.of(CAT, 0.3, DOG, 0.7)));
    assertThat(AnswerReading.read(scores(0.5, 0.5), false))
        .containsExactly(Prediction.OfClass.of(CAT, Map.of(CAT, 0.5, DOG, 0.5)));
  }

  @Test
  void scoresThatAreNoProbabilities_giveAClassAlone() {
    assertThat(AnswerReading.read(scores(-3, 12.5), false))
        .containsExactly(Prediction.OfClass.of(DOG));
  }

  @Test
  void labelsAndNumbers_areClasses_orNumbersWhereTheseAreWanted() {
    assertThat(AnswerReading.read("cat", false)).containsExactly(Prediction.OfClass.of(CAT));
    assertThat(AnswerReading.read(true, false)).containsExactly(Prediction.OfClass.of(Label.of(1)));
    assertThat(AnswerReading.read(2.0, false)).containsExactly(Prediction.OfClass.of(Label.of(2)));
    assertThat(AnswerReading.read(2.5, true)).containsExactly(new Prediction.OfNumber(2.5));
    assertThat(AnswerReading.read(List.of("cat", scores(0, 1)), false))
        .containsExactly(
            Prediction.OfClass.of(CAT), Prediction.OfClass.of(DOG, Map.of(CAT, 0.0, DOG, 1.0)));
  }

  @Test
  void whatIsNoPrediction_givesNone() {
    for (Object bad : List.of(
        "",
        Map.of(),
        List.of(),
        scores("much", 1),
        scores(Double.NaN, Double.NaN),
        Double.NaN,
        List.of(List.of(1)),
        Collections.nCopies(AnswerReading.MOST_ROWS + 1, "cat"),
        Arrays.asList("cat", null))) {
      assertThat(AnswerReading.read(bad, false)).as("%s", bad).isNull();
    }
    assertThat(AnswerReading.read("cat", true)).isNull();
    assertThat(AnswerReading.read(scores(0.1, 0.9), true)).isNull();
  }
}
