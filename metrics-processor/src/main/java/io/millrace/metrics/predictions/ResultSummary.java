package io.millrace.metrics.predictions;

import io.millrace.metrics.state.StateBytes;
import io.millrace.model.qoa.Summary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How fast and sure a version's answers of a window were. Parts merge to the same in any order.
 *
 * @param responses seconds from the request's time on the log to its answer
 * @param batches rows of the batches in which requests ran
 * @param confidences the greatest probability of each row
 */
record ResultSummary(Summary responses, Summary batches, Summary confidences, LateCount late) {

  /** How many answers came after their own window had closed; they are in no summary. */
  static final class LateCount {
    private long count;

    void increment() {
      count++;
    }

    long count() {
      return count;
    }
  }

  ResultSummary() {
    this(new Summary(), new Summary(), new Summary(), new LateCount());
  }

  void add(ResultSample sample) {
    responses.add(sample.micros() / 1e6);
    batches.add(sample.batch());
    for (double confidence : sample.confidences()) {
      confidences.add(confidence);
    }
  }

  void merge(ResultSummary other) {
    responses.merge(other.responses);
    batches.merge(other.batches);
    confidences.merge(other.confidences);
    late.count += other.late.count;
  }

  void write(DataOutput out) throws IOException {
    StateBytes.writeBytes(out, responses.toBytes());
    StateBytes.writeBytes(out, batches.toBytes());
    StateBytes.writeBytes(out, confidences.toBytes());
    out.writeLong(late.count);
  }

  static ResultSummary read(DataInput in) throws IOException {
    var summary = new ResultSummary(summary(in), summary(in), summary(in), new LateCount());
    summary.late.count = in.readLong();
    return summary;
  }

  private static Summary summary(DataInput in) throws IOException {
    return Summary.fromBytes(StateBytes.readBytes(in));
  }

  byte[] toBytes() {
    return StateBytes.write(1, this::write);
  }

  static ResultSummary fromBytes(byte[] bytes) {
    return StateBytes.read("summary of results", bytes, 1, ResultSummary::read);
  }
}
