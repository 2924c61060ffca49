package io.millrace.inference;

import io.millrace.model.Encoding;
import io.millrace.model.InferenceResult;
import io.millrace.model.InferenceResult.Answered;
import io.millrace.port.ReplySink;

/**
 * Tells callers of this process of a batch's answers as soon as it has run, before the first of them is written: the last
 * caller would wait for the records of all others otherwise. Only of answers that are sure to become records as they are.
 *
 * @param mostBytes that the outputs may have
 */
record Early(ReplySink replies, int mostBytes) {
  /** Tells nobody. */
  static final Early NONE = new Early(ReplySink.NONE, 0);

  /** Whether callers have been told. */
  boolean tell(InferenceResult result) {
    boolean sure = result instanceof Answered answer
        // JSON has no word for some numbers.
        && answer.delivery().encoding() == Encoding.PROTOBUF
        && bytes(answer) <= mostBytes;
    if (sure) {
      replies.offer(result);
    }
    return sure;
  }

  private static long bytes(Answered answer) {
    // By index: this is asked of every answer, and an iterator would be most of it.
    var outputs = answer.outputs();
    long bytes = 0;
    for (int i = 0; i < outputs.size(); i++) {
      bytes += outputs.get(i).data().remaining();
    }
    return bytes;
  }
}
