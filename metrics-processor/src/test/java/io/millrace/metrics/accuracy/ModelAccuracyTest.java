package io.millrace.metrics.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelAccuracyTest {
  private static final Label CAT = Label.of("cat");
  private static final Label DOG = Label.of("dog");
  private static final Label BIRD = Label.of("bird");

  private static Pair pair(Label truth, Label predicted) {
    return new Pair.Classified(truth, predicted, Double.NaN);
  }

  private static List<Pair> random(int count, int classes, long seed) {
    var random = new Random(seed);
    var pairs = new ArrayList<Pair>();
    for (int i = 0; i < count; i++) {
      var truth = Label.of(random.nextInt(classes));
      var predicted = random.nextDouble() < 0.6 ? truth : Label.of(random.nextInt(classes));
      pairs.add(new Pair.Classified(truth, predicted, random.nextDouble()));
    }
    return pairs;
  }

  @Test
  void figures_areThoseOfScikitLearnsExample() {
    // sklearn.metrics.classification_report of y_true = [0, 1, 2, 2, 2] and y_pred = [0, 0, 2, 2,
    // 1]
    var accuracy = new ModelAccuracy(10);
    int[] truths = {0, 1, 2, 2, 2};
    int[] predictions = {0, 0, 2, 2, 1};
    for (int i = 0; i < truths.length; i++) {
      accuracy.add(List.of(pair(Label.of(truths[i]), Label.of(predictions[i]))));
    }
    var classes = accuracy.classification().classes();
    assertThat(classes)
        .containsExactly(
            entry(Label.of(0), new ClassCounts(1, 2, 1)),
            entry(Label.of(1), new ClassCounts(1, 1, 0)),
            entry(Label.of(2), new ClassCounts(3, 2, 2)));
    assertThat(classes.values().stream().map(ClassCounts::f1))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 0.005 ? 0 : Double.compare(a, b))
        .containsExactly(0.67, 0.0, 0.80);
    var metrics = accuracy.metrics();
    assertThat(metrics.get("accuracy")).isEqualTo(0.6);
    assertThat(metrics.get("precision")).isCloseTo(0.50, within(0.005));
    assertThat(metrics.get("recall")).isCloseTo(0.56, within(0.005));
    assertThat(metrics.get("f1")).isCloseTo(0.49, within(0.005));
    assertThat(metrics.get("precision_weighted")).isCloseTo(0.70, within(0.005));
    assertThat(metrics.get("recall_weighted")).isCloseTo(0.60, within(0.005));
    assertThat(metrics.get("f1_weighted")).isCloseTo(0.61, within(0.005));
    assertThat(metrics).doesNotContainKeys("log_loss", "rmse");
  }

  @Test
  void logLoss_isThatOfScikitLearnsExample() {
    // sklearn.metrics.log_loss(["spam", "ham", "ham", "spam"], [[.1, .9], [.9, .1], [.8, .2], [.35,
    // .65]])
    var accuracy = new ModelAccuracy(10);
    double[] probabilities = {0.9, 0.9, 0.8, 0.65};
    for (double probability : probabilities) {
      accuracy.add(List.of(new Pair.Classified(CAT, CAT, probability)));
    }
    accuracy.add(List.of(pair(CAT, DOG)));
    assertThat(accuracy.metrics().get("log_loss")).isCloseTo(0.21616, within(5e-6));
    assertThat(accuracy.classification().scored()).isEqualTo(4);
  }

  @Test
  void logLoss_ofAnImpossibleTruthIsFinite() {
    var accuracy = new ModelAccuracy(10);
    accuracy.add(List.of(new Pair.Classified(CAT, DOG, 0), new Pair.Classified(CAT, CAT, 1)));
    assertThat(accuracy.classification().logLoss())
        .isCloseTo(-Math.log(Math.ulp(1.0)) / 2, within(1e-9));
  }

  @Test
  void figures_areThoseOfABruteForcePass() {
    var pairs = random(2000, 7, 1);
    var accuracy = new ModelAccuracy(10);
    accuracy.add(pairs);
    var classes = new TreeSet<Label>();
    pairs.forEach(p -> classes.add(((Pair.Classified) p).truth()));
    double macro = 0;
    for (var label : classes) {
      double hits = count(pairs, label, label);
      double precision = hits / count(pairs, null, label);
      double recall = hits / count(pairs, label, null);
      macro += 2 * precision * recall / (precision + recall) / classes.size();
      for (var other : classes) {
        assertThat(accuracy
                .classification()
                .confusion()
                .cells()
                .getOrDefault(new Confusion.Cell(label, other), 0L))
            .isEqualTo(count(pairs, label, other));
      }
    }
    assertThat(accuracy.metrics().get("f1")).isCloseTo(macro, within(1e-12));
    double loss = pairs.stream()
        .mapToDouble(p -> -Math.log(((Pair.Classified) p).probability()))
        .average()
        .orElseThrow();
    assertThat(accuracy.metrics().get("log_loss")).isCloseTo(loss, within(1e-12));
  }

  private static long count(List<Pair> pairs, @Nullable Label truth, @Nullable Label predicted) {
    return pairs.stream()
        .map(Pair.Classified.class::cast)
        .filter(p -> truth == null || truth.equals(p.truth()))
        .filter(p -> predicted == null || predicted.equals(p.predicted()))
        .count();
  }

  @Test
  void regression_isExact() {
    var accuracy = new ModelAccuracy(1);
    var random = new Random(2);
    double squares = 0;
    double absolutes = 0;
    for (int i = 0; i < 1000; i++) {
      double truth = random.nextGaussian();
      double predicted = truth + random.nextGaussian() / 10;
      accuracy.add(List.of(new Pair.Measured(truth, predicted)));
      squares += (predicted - truth) * (predicted - truth);
      absolutes += Math.abs(predicted - truth);
    }
    assertThat(accuracy.metrics().get("mse")).isCloseTo(squares / 1000, within(1e-12));
    assertThat(accuracy.metrics().get("rmse")).isCloseTo(Math.sqrt(squares / 1000), within(1e-12));
    assertThat(accuracy.metrics().get("mae")).isCloseTo(absolutes / 1000, within(1e-12));
    assertThat(accuracy.metrics()).doesNotContainKeys("accuracy", "log_loss");
  }

  @Test
  void regression_ofHugeErrorsDoesNotOverflow() {
    var accuracy = new ModelAccuracy(1);
    accuracy.add(List.of(new Pair.Measured(-1e200, 1e200), new Pair.Measured(0, 1e-300)));
    assertThat(accuracy.regression().rmse()).isCloseTo(2e200 / Math.sqrt(2), within(1e190));
  }

  @Test
  void parts_mergeToTheSameInAnyOrder() {
    for (int classes : new int[] {3, 5, 6, 60}) {
      var whole = new ModelAccuracy(5);
      var parts = new ArrayList<ModelAccuracy>();
      for (int part = 0; part < 9; part++) {
        var pairs = new ArrayList<>(random(1 + 20 * part, classes, part));
        pairs.add(new Pair.Measured(1e9 * part, 0.1));
        var accuracy = new ModelAccuracy(5);
        accuracy.addPredictions(pairs.size() + 1L);
        accuracy.add(pairs);
        whole.addPredictions(pairs.size() + 1L);
        whole.add(pairs);
        parts.add(ModelAccuracy.fromBytes(accuracy.toBytes()));
      }
      for (int seed = 0; seed < 10; seed++) {
        Collections.shuffle(parts, new Random(seed));
        var merged = new ModelAccuracy(5);
        parts.forEach(merged::addAll);
        assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
      }
      assertThat(whole.classification().confusion().isFolded()).isEqualTo(classes > 5);
    }
  }

  @Test
  void manyClasses_areFoldedAndTheAccuracyStaysExact() {
    var pairs = random(5000, 50, 4);
    var bounded = new ModelAccuracy(10);
    var unbounded = new ModelAccuracy(100);
    bounded.add(pairs);
    unbounded.add(pairs);
    assertThat(bounded.classification().accuracy())
        .isEqualTo(unbounded.classification().accuracy());
    var confusion = bounded.classification().confusion();
    assertThat(confusion.isFolded()).isTrue();
    assertThat(confusion.classes()).hasSize(10);
    assertThat(confusion.cells().values().stream().mapToLong(x -> x).sum()).isEqualTo(5000);
    bounded
        .classification()
        .classes()
        .forEach((label, counts) ->
            assertThat(counts).isEqualTo(unbounded.classification().classes().get(label)));
  }

  @Test
  void labels_areTheSameWhereTheirNumbersAre() {
    assertThat(Label.of(" 1.0 ")).isEqualTo(Label.of(1)).isEqualTo(Label.of("true"));
    assertThat(Label.of("-0")).isEqualTo(Label.of(0));
    assertThat(Label.of("NaN").number()).isNull();
    assertThat(Label.of("1e999").number()).isNull();
    assertThat(new TreeSet<>(List.of(CAT, Label.of(10), BIRD, Label.of(9))))
        .containsExactly(Label.of(9), Label.of(10), BIRD, CAT);
  }

  @Test
  void window_isFinalWhenTheJoinWindowHasPassed() {
    assertThat(ModelAccuracy.isFinal(1_999, 1_000, 1_000)).isFalse();
    assertThat(ModelAccuracy.isFinal(2_000, 1_000, 1_000)).isTrue();
  }

  @Test
  void probabilities_areOfTheTruthAndUnknownOnlyWhereNotAllWereKept() {
    var all = Prediction.OfClass.of(CAT, Map.of(CAT, 0.7, DOG, 0.3));
    assertThat(all.beside(DOG)).isEqualTo(new Pair.Classified(DOG, CAT, 0.3));
    assertThat(all.beside(BIRD)).isEqualTo(new Pair.Classified(BIRD, CAT, 0));
    assertThat(Prediction.OfClass.of(CAT).beside(CAT))
        .isEqualTo(new Pair.Classified(CAT, CAT, Double.NaN));
    var many = new java.util.HashMap<Label, Double>();
    for (int i = 0; i < 50; i++) {
      many.put(Label.of(i), i / 1225.0);
    }
    var kept = Prediction.OfClass.of(Label.of(49), many);
    assertThat(kept.beside(Label.of(49)))
        .isEqualTo(new Pair.Classified(Label.of(49), Label.of(49), 49 / 1225.0));
    assertThat(kept.beside(Label.of(0)))
        .isEqualTo(new Pair.Classified(Label.of(0), Label.of(49), Double.NaN));
  }

  @Test
  void wrongInput_isRefused() {
    assertThatThrownBy(() -> new ModelAccuracy(0)).hasMessage("classes: 0 is below 1");
    assertThatThrownBy(() -> new Pair.Classified(CAT, CAT, 1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> new Pair.Measured(Double.NaN, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new ModelAccuracy(5).addAll(new ModelAccuracy(6)))
        .hasMessageContaining("5 classes and of 6");
  }
}
