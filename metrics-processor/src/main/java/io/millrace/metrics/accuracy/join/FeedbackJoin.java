package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.accuracy.Label;
import io.millrace.metrics.accuracy.Pair;
import io.millrace.metrics.accuracy.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins predictions with their truths by id, whichever comes first. The first prediction of each place and the first
 * truth of an id count: a pair once counted stays counted, so that sums only grow, and a record that is sent or replayed
 * twice changes nothing. Nothing here asks the clock; time goes on by {@link #advance}. Not for use by several threads.
 */
public final class FeedbackJoin {
  private final JoinConfig config;
  private final JoinStore store;
  private JoinCounts counts;
  private long streamTime = Long.MIN_VALUE;

  /**
   * A join that goes on from what is remembered.
   *
   * @param config says how long truths wait for predictions; these say themselves how long they wait
   * @param counts so far
   */
  public FeedbackJoin(JoinConfig config, JoinStore store, JoinCounts counts) {
    this.config = config;
    this.store = store;
    this.counts = counts;
  }

  /** Takes a prediction. What comes back is not null if its truth has come before. */
  public @Nullable Joined predicted(String id, Predicted prediction) {
    var known = known(id);
    if (known.has(prediction.place())) {
      count(JoinEvent.REPEATED_PREDICTION);
      return null;
    }
    if (isOver(prediction.until())) {
      count(JoinEvent.LATE);
      return null;
    }
    var truth = known.truth();
    var pairs = truth == null ? null : pairs(prediction, truth.rows());
    if (pairs != null) {
      remember(id, known.matches(prediction));
      return new Joined(prediction, pairs);
    }
    // A truth that has fitted nobody makes room for another one.
    remember(id, (known.matched().isEmpty() ? known.withTruth(null) : known).waits(prediction));
    return null;
  }

  private JoinEntry known(String id) {
    return Objects.requireNonNullElse(store.get(id), JoinEntry.NONE);
  }

  /** Takes a truth. What comes back are the predictions that have come before. */
  public List<Joined> truth(String id, GroundTruth truth) {
    var known = known(id);
    var before = known.truth();
    if (before != null) {
      boolean isSame = before.rows().equals(truth.rows());
      count(isSame ? JoinEvent.REPEATED_TRUTH : JoinEvent.CONFLICTING_TRUTH);
      return List.of();
    }
    return known.waiting().isEmpty() ? await(id, truth) : join(id, known, truth);
  }

  private List<Joined> await(String id, GroundTruth truth) {
    long until = truth.time() + config.window().toMillis();
    if (isOver(until)) {
      count(JoinEvent.LATE);
    } else {
      remember(id, known(id).withTruth(truth).lasting(until));
    }
    return List.of();
  }

  private List<Joined> join(String id, JoinEntry known, GroundTruth truth) {
    var joined = new ArrayList<Joined>();
    var after = known;
    for (var prediction : known.waiting().values()) {
      var pairs = isOver(prediction.until()) ? null : pairs(prediction, truth.rows());
      if (pairs != null) {
        joined.add(new Joined(prediction, pairs));
        after = after.matches(prediction);
      }
    }
    if (!joined.isEmpty()) {
      remember(id, after.withTruth(truth));
    }
    return joined;
  }

  /** Null, and counted, where the truth does not fit. */
  private @Nullable List<Pair> pairs(Predicted prediction, List<Label> truth) {
    var pairs = Prediction.beside(prediction.rows(), truth);
    count(pairs == null ? JoinEvent.UNFIT_TRUTH : JoinEvent.MATCHED);
    return pairs;
  }

  /** At capacity the one makes room that would have been the first to expire. */
  private void remember(String id, JoinEntry entry) {
    boolean isNew = store.get(id) == null;
    store.put(id, entry);
    if (isNew && store.size() > config.capacity()) {
      forgetOldest(
          JoinEvent.DROPPED_PREDICTION, JoinEvent.DROPPED_TRUTH, JoinEvent.FORGOTTEN_MATCH);
    }
  }

  private void forgetOldest(
      JoinEvent ofPrediction, JoinEvent ofTruth, @Nullable JoinEvent ofMatch) {
    var id = store.oldest();
    var entry = id == null ? null : store.get(id);
    if (id == null || entry == null) {
      return;
    }
    store.remove(id);
    entry.waiting().forEach((place, prediction) -> count(ofPrediction));
    if (entry.matched().isEmpty() && entry.truth() != null) {
      count(ofTruth);
    } else if (!entry.matched().isEmpty() && ofMatch != null) {
      count(ofMatch);
    }
  }

  /** Goes on to a time on the log, ms; whatever has waited for the whole join window by then is given up. */
  public void advance(long time) {
    streamTime = Math.max(streamTime, time);
    for (var id = store.oldest(); id != null; id = store.oldest()) {
      var entry = store.get(id);
      if (entry == null || !isOver(entry.until())) {
        return;
      }
      forgetOldest(JoinEvent.EXPIRED_PREDICTION, JoinEvent.EXPIRED_TRUTH, null);
    }
  }

  private boolean isOver(long until) {
    return until <= streamTime;
  }

  private void count(JoinEvent event) {
    counts = counts.plus(event);
  }

  /** What became of all that was taken. */
  public JoinCounts counts() {
    return counts;
  }
}
