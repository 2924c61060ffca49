package io.millrace.metrics.predictions;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.topology.serde.ResultGlance;

/**
 * What counts of one answer.
 *
 * @param sequence the how manieth of its partition it is
 * @param time of the answer on the log, ms
 * @param micros from the request's time on the log to its answer
 * @param batch rows of the batch in which it ran
 */
record ResultSample(
    long sequence,
    String model,
    String version,
    long time,
    long micros,
    int batch,
    double[] confidences) {
  private static final int EXPECTED_BYTES = 64;

  static ResultSample of(ResultGlance glance, long sequence, long time) {
    var timings = glance.timings();
    return new ResultSample(
        sequence,
        glance.model(),
        glance.version(),
        time,
        timings.queuedMicros() + timings.batchedMicros() + timings.computedMicros(),
        timings.batchRows(),
        glance.confidences());
  }

  byte[] toBytes() {
    var out = new BinaryWriter(EXPECTED_BYTES)
        .writeUnsigned(sequence)
        .writeText(model)
        .writeText(version)
        .writeUnsigned(time)
        .writeUnsigned(micros)
        .writeUnsigned(batch)
        .writeUnsigned(confidences.length);
    for (double confidence : confidences) {
      out.writeDouble(confidence);
    }
    return out.toBytes();
  }

  static ResultSample fromBytes(byte[] bytes) {
    var in = new BinaryReader(bytes);
    long sequence = in.readUnsigned();
    var model = in.readText();
    var version = in.readText();
    long time = in.readUnsigned();
    long micros = in.readUnsigned();
    int batch = (int) in.readUnsigned();
    var confidences = new double[in.readCount("confidences", ResultGlance.MOST_ROWS)];
    for (int i = 0; i < confidences.length; i++) {
      confidences[i] = in.readDouble();
    }
    in.expectEnd();
    return new ResultSample(sequence, model, version, time, micros, batch, confidences);
  }
}
