package io.millrace.metrics.predictions;

import io.millrace.metrics.accuracy.join.JoinEntryBytes;
import io.millrace.metrics.state.StateBytes;
import io.millrace.model.qoa.Answerer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;

/**
 * A window of what one has answered.
 *
 * @param start in milliseconds since 1970
 */
record AnswerWindow(Answerer by, long start) implements Comparable<AnswerWindow> {
  private static final Comparator<AnswerWindow> ORDER =
      Comparator.comparingLong(AnswerWindow::start).thenComparing(AnswerWindow::by);

  /** By time, then by whose it is. */
  @Override
  public int compareTo(AnswerWindow other) {
    return ORDER.compare(this, other);
  }

  /** The series it belongs to, which keys records. */
  String key() {
    return by.key();
  }

  void write(DataOutput out) throws IOException {
    JoinEntryBytes.write(by, out);
    out.writeLong(start);
  }

  static AnswerWindow read(DataInput in) throws IOException {
    return new AnswerWindow(JoinEntryBytes.readAnswerer(in), in.readLong());
  }

  /** Bytes that tell it from all others. */
  byte[] toBytes() {
    return StateBytes.write(1, this::write);
  }
}
