package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.accuracy.Label;
import io.millrace.metrics.state.StateBytes;
import java.util.List;

/** What is remembered of an id. */
public sealed interface JoinEntry {
  /** From when its time runs, ms on the log. */
  long time();

  /** A prediction without its truth. */
  record AwaitingTruth(Predicted prediction) implements JoinEntry {
    @Override
    public long time() {
      return prediction.time();
    }
  }

  /** A truth without its prediction. */
  record AwaitingPrediction(GroundTruth truth) implements JoinEntry {
    @Override
    public long time() {
      return truth.time();
    }
  }

  /**
   * A prediction that has met its truth.
   *
   * @param truthHash tells the same truth from another
   */
  record Matched(long time, int truthHash) implements JoinEntry {
    static Matched of(Predicted prediction, List<Label> truth) {
      return new Matched(prediction.time(), hash(truth));
    }

    boolean isSame(List<Label> truth) {
      return hash(truth) == truthHash;
    }

    // Of the texts, as only the hash of a string is the same in every JVM.
    private static int hash(List<Label> truth) {
      return truth.stream().map(Label::text).toList().hashCode();
    }
  }

  default byte[] toBytes() {
    return StateBytes.write(JoinEntryBytes.VERSION, out -> JoinEntryBytes.write(this, out));
  }

  /**
   * What {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no such entry
   */
  static JoinEntry fromBytes(byte[] bytes) {
    return StateBytes.read("join entry", bytes, JoinEntryBytes.VERSION, JoinEntryBytes::read);
  }
}
