package io.millrace.metrics.accuracy.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.metrics.accuracy.Label;
import io.millrace.metrics.accuracy.Pair;
import io.millrace.metrics.accuracy.Prediction;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.Answerer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedbackJoinTest {
  private static final Answerer MODEL = Answerer.of(new ModelName("m"), new ModelVersion(1));
  private static final Label CAT = Label.of("cat");
  private static final Label DOG = Label.of("dog");

  private final MemoryJoinStore store = new MemoryJoinStore();
  private final FeedbackJoin join =
      new FeedbackJoin(new JoinConfig(Duration.ofSeconds(10), 3), store, JoinCounts.NONE);

  private static Predicted predicted(long time, Label... labels) {
    List<Prediction> rows =
        List.of(labels).stream().<Prediction>map(Prediction.OfClass::of).toList();
    return new Predicted(MODEL, "", time, time + 10_000, rows);
  }

  private static Predicted lasting(long time, Label label) {
    var plain = predicted(time, label);
    return new Predicted(MODEL, "", time, time + 3_600_000, plain.rows());
  }

  private static Predicted at(String place, Label label) {
    var by = Answerer.ofStage("app", place);
    return new Predicted(by, place, 1000, 11_000, predicted(1000, label).rows());
  }

  private static GroundTruth truth(long time, Label... labels) {
    return new GroundTruth(time, List.of(labels));
  }

  private long count(JoinEvent event) {
    return join.counts().of(event);
  }

  @Test
  void truthAfterItsPrediction_isJoined() {
    assertThat(join.predicted("a", predicted(1000, CAT, DOG))).isNull();
    var joined = join.truth("a", truth(5000, CAT, CAT));
    assertThat(joined)
        .containsExactly(new Joined(
            predicted(1000, CAT, DOG),
            List.of(
                new Pair.Classified(CAT, CAT, Double.NaN),
                new Pair.Classified(CAT, DOG, Double.NaN))));
    assertThat(count(JoinEvent.MATCHED)).isEqualTo(1);
  }

  @Test
  void truthBeforeItsPrediction_isJoinedToo() {
    assertThat(join.truth("a", truth(500, CAT))).isEmpty();
    assertThat(join.predicted("a", predicted(1000, CAT))).isNotNull();
  }

  @Test
  void firstOfEither_counts() {
    join.predicted("a", predicted(1000, CAT));
    assertThat(join.predicted("a", predicted(1001, DOG))).isNull();
    var joined = join.truth("a", truth(2000, CAT));
    assertThat(joined).extracting(Joined::prediction).containsExactly(predicted(1000, CAT));
    assertThat(join.truth("a", truth(3000, CAT))).isEmpty();
    assertThat(join.truth("a", truth(3000, DOG))).isEmpty();
    assertThat(join.predicted("a", predicted(1000, CAT))).isNull();
    assertThat(join.counts().counts())
        .containsExactlyInAnyOrderEntriesOf(Map.of(
            JoinEvent.MATCHED, 1L,
            JoinEvent.REPEATED_PREDICTION, 2L,
            JoinEvent.REPEATED_TRUTH, 1L,
            JoinEvent.CONFLICTING_TRUTH, 1L));
  }

  @Test
  void firstOfTwoWaitingTruths_counts() {
    join.truth("a", truth(500, CAT));
    join.truth("a", truth(600, DOG));
    join.truth("a", truth(700, CAT));
    var joined = join.predicted("a", predicted(1000, CAT));
    assertThat(joined)
        .isNotNull()
        .extracting(Joined::pairs)
        .isEqualTo(List.of(new Pair.Classified(CAT, CAT, Double.NaN)));
    assertThat(count(JoinEvent.CONFLICTING_TRUTH)).isEqualTo(1);
    assertThat(count(JoinEvent.REPEATED_TRUTH)).isEqualTo(1);
  }

  @Test
  void severalPlacesOfOneId_allMeetItsTruth_whicheverComesFirst() {
    join.predicted("a", at("model-1", CAT));
    assertThat(join.predicted("a", at("model-1", DOG))).isNull();
    join.predicted("a", at("model-2", DOG));
    assertThat(join.truth("a", truth(2000, CAT)))
        .extracting(Joined::prediction)
        .containsExactly(at("model-1", CAT), at("model-2", DOG));
    assertThat(join.predicted("a", at("ensemble", CAT)))
        .isEqualTo(
            new Joined(at("ensemble", CAT), List.of(new Pair.Classified(CAT, CAT, Double.NaN))));
    assertThat(join.predicted("a", at("ensemble", CAT))).isNull();
    assertThat(join.truth("a", truth(3000, DOG))).isEmpty();
    assertThat(count(JoinEvent.MATCHED)).isEqualTo(3);
    assertThat(count(JoinEvent.REPEATED_PREDICTION)).isEqualTo(2);
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void unfitTruth_isDroppedAndTheRightOneMayStillCome() {
    join.predicted("a", predicted(1000, CAT, CAT));
    assertThat(join.truth("a", truth(2000, CAT))).isEmpty();
    assertThat(join.truth("a", truth(2000, CAT, DOG))).hasSize(1);
    join.predicted(
        "n", new Predicted(MODEL, "", 1000, 11_000, List.of(new Prediction.OfNumber(2.5))));
    assertThat(join.truth("n", truth(2000, CAT))).isEmpty();
    var joined = join.truth("n", truth(2000, Label.of(2)));
    assertThat(joined)
        .extracting(Joined::pairs)
        .containsExactly(List.of(new Pair.Measured(2, 2.5)));
    assertThat(count(JoinEvent.UNFIT_TRUTH)).isEqualTo(2);
  }

  @Test
  void waiting_isGivenUpWhenItsTimeIsOver() {
    join.predicted("a", predicted(1000, CAT));
    join.truth("b", truth(2000, CAT));
    join.advance(10_999);
    assertThat(store.size()).isEqualTo(2);
    join.advance(11_000);
    assertThat(count(JoinEvent.EXPIRED_PREDICTION)).isEqualTo(1);
    join.advance(20_000);
    join.advance(5);
    assertThat(count(JoinEvent.EXPIRED_TRUTH)).isEqualTo(1);
    assertThat(store.size()).isZero();
    join.predicted("c", predicted(10_000, CAT));
    join.truth("d", truth(10_000, CAT));
    assertThat(count(JoinEvent.LATE)).isEqualTo(2);
    assertThat(join.truth("c", truth(19_000, CAT))).isEmpty();
    assertThat(join.predicted("e", predicted(10_001, CAT))).isNull();
    assertThat(join.truth("e", truth(19_000, CAT))).hasSize(1);
  }

  @Test
  void fullStore_dropsTheOldestAndCountsIt() {
    join.predicted("b", predicted(1000, CAT));
    join.truth("a", truth(1000, CAT));
    join.predicted("c", predicted(3000, CAT));
    join.truth("c", truth(3100, CAT));
    join.predicted("d", predicted(4000, CAT));
    assertThat(count(JoinEvent.DROPPED_TRUTH)).isEqualTo(1);
    join.predicted("e", predicted(5000, CAT));
    assertThat(count(JoinEvent.DROPPED_PREDICTION)).isEqualTo(1);
    join.predicted("f", predicted(6000, CAT));
    assertThat(count(JoinEvent.FORGOTTEN_MATCH)).isEqualTo(1);
    assertThat(store.size()).isEqualTo(3);
  }

  /** A second run over the same records, with every entry and the counts through their bytes, comes to the same. */
  @Test
  void anyOrderOfRecords_joinsEachPairOnce() {
    var random = new Random(1);
    for (int run = 0; run < 20; run++) {
      var memory = new MemoryJoinStore();
      var config = new JoinConfig(Duration.ofHours(1), 10_000);
      var counts = JoinCounts.NONE;
      int joined = 0;
      var order = random.ints(4000, 0, 1000).toArray();
      var predicted = new boolean[1000];
      var known = new boolean[1000];
      for (int id : order) {
        var one = new FeedbackJoin(config, new BytesStore(memory), counts);
        boolean isTruth = random.nextBoolean();
        if (isTruth) {
          joined += one.truth("id" + id, truth(id, CAT)).size();
        } else {
          joined += one.predicted("id" + id, lasting(id, CAT)) == null ? 0 : 1;
        }
        predicted[id] |= !isTruth;
        known[id] |= isTruth;
        counts = JoinCounts.fromBytes(one.counts().toBytes());
      }
      int both = 0;
      for (int id = 0; id < 1000; id++) {
        both += predicted[id] && known[id] ? 1 : 0;
      }
      assertThat(joined).isEqualTo(both);
      assertThat(counts.of(JoinEvent.MATCHED)).isEqualTo(both);
    }
  }

  private record BytesStore(JoinStore store) implements JoinStore {
    @Override
    public @Nullable JoinEntry get(String id) {
      return store.get(id);
    }

    @Override
    public void put(String id, JoinEntry entry) {
      var read = JoinEntry.fromBytes(entry.toBytes());
      assertThat(read).isEqualTo(entry);
      store.put(id, read);
    }

    @Override
    public void remove(String id) {
      store.remove(id);
    }

    @Override
    public long size() {
      return store.size();
    }

    @Override
    public @Nullable String oldest() {
      return store.oldest();
    }
  }

  @Test
  void entries_areSlimAndComeBackFromTheirBytes() {
    var row = Prediction.OfClass.of(CAT, Map.of(CAT, 0.7, DOG, 0.3));
    var prediction =
        new Predicted(MODEL, "", 1000, 11_000, List.of(row, new Prediction.OfNumber(1.5)));
    var entry = JoinEntry.NONE.waits(prediction);
    assertThat(JoinEntry.fromBytes(entry.toBytes())).isEqualTo(entry);
    assertThat(entry.toBytes().length).isLessThan(120);
    assertThatThrownBy(() -> JoinEntry.fromBytes(new byte[] {2, 'x'}))
        .hasMessageContaining("join entry");
  }
}
