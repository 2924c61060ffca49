package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.accuracy.Label;
import io.millrace.metrics.accuracy.Prediction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins predictions with their truths by id, whichever comes first. The first prediction and the first truth of an id
 * count: a pair once counted stays counted, so that sums only grow, and a record that is sent or replayed twice changes
 * nothing. Nothing here asks the clock; time goes on by {@link #advance}. Not for use by several threads.
 */
public final class FeedbackJoin {
  private final JoinConfig config;
  private final JoinStore store;
  private JoinCounts counts;
  private long streamTime = Long.MIN_VALUE;

  /**
   * A join that goes on from what is remembered.
   *
   * @param counts so far
   */
  public FeedbackJoin(JoinConfig config, JoinStore store, JoinCounts counts) {
    this.config = config;
    this.store = store;
    this.counts = counts;
  }

  /** Takes a prediction. What comes back is not null if its truth has come before. */
  public @Nullable Joined predicted(String id, Predicted prediction) {
    var known = store.get(id);
    if (known instanceof JoinEntry.AwaitingTruth || known instanceof JoinEntry.Matched) {
      count(JoinEvent.REPEATED_PREDICTION);
      return null;
    }
    if (isOver(prediction.time())) {
      count(JoinEvent.LATE);
      return null;
    }
    if (known instanceof JoinEntry.AwaitingPrediction waiting) {
      var joined = join(id, prediction, waiting.truth().rows());
      if (joined != null) {
        return joined;
      }
    }
    remember(id, new JoinEntry.AwaitingTruth(prediction));
    return null;
  }

  /** Takes a truth. What comes back is not null if its prediction has come before. */
  public @Nullable Joined truth(String id, GroundTruth truth) {
    var known = store.get(id);
    if (known instanceof JoinEntry.AwaitingTruth waiting) {
      return join(id, waiting.prediction(), truth.rows());
    }
    if (known instanceof JoinEntry.Matched matched) {
      count(matched.isSame(truth.rows()) ? JoinEvent.REPEATED_TRUTH : JoinEvent.CONFLICTING_TRUTH);
    } else if (known instanceof JoinEntry.AwaitingPrediction waiting) {
      boolean isSame = waiting.truth().rows().equals(truth.rows());
      count(isSame ? JoinEvent.REPEATED_TRUTH : JoinEvent.CONFLICTING_TRUTH);
    } else if (isOver(truth.time())) {
      count(JoinEvent.LATE);
    } else {
      remember(id, new JoinEntry.AwaitingPrediction(truth));
    }
    return null;
  }

  private @Nullable Joined join(String id, Predicted prediction, List<Label> truth) {
    var pairs = Prediction.beside(prediction.rows(), truth);
    if (pairs == null) {
      count(JoinEvent.UNFIT_TRUTH);
      return null;
    }
    count(JoinEvent.MATCHED);
    store.put(id, JoinEntry.Matched.of(prediction, truth));
    return new Joined(prediction, pairs);
  }

  /** At capacity the oldest makes room, which would have been the first to expire. */
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
    if (entry instanceof JoinEntry.AwaitingTruth) {
      count(ofPrediction);
    } else if (entry instanceof JoinEntry.AwaitingPrediction) {
      count(ofTruth);
    } else if (ofMatch != null) {
      count(ofMatch);
    }
  }

  /** Goes on to a time on the log, ms; whatever has waited for the whole join window by then is given up. */
  public void advance(long time) {
    streamTime = Math.max(streamTime, time);
    for (var id = store.oldest(); id != null; id = store.oldest()) {
      var entry = store.get(id);
      if (entry == null || !isOver(entry.time())) {
        return;
      }
      forgetOldest(JoinEvent.EXPIRED_PREDICTION, JoinEvent.EXPIRED_TRUTH, null);
    }
  }

  private boolean isOver(long time) {
    return streamTime != Long.MIN_VALUE && time <= streamTime - config.window().toMillis();
  }

  private void count(JoinEvent event) {
    counts = counts.plus(event);
  }

  /** What became of all that was taken. */
  public JoinCounts counts() {
    return counts;
  }
}
