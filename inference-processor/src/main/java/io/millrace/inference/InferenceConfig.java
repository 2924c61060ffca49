package io.millrace.inference;

import java.time.Duration;

/**
 * How the inference stage batches.
 *
 * @param batchTime the longest a batch may take, by the model's measured cost: neither the first reply nor the
 *     transaction waits longer
 * @param maxBatchRows the most rows of a batch
 * @param maxBatchBytes the most input bytes of a batch; a larger request runs alone
 * @param maxPollBytes the most bytes of requests that are read ahead at a time
 * @param maxOutputBytes the most output bytes of a batch; a request that has more of its own fails
 */
public record InferenceConfig(
    Duration batchTime, int maxBatchRows, int maxBatchBytes, int maxPollBytes, int maxOutputBytes) {
  public static final InferenceConfig DEFAULTS =
      new InferenceConfig(Duration.ofMillis(50), 4096, 32 << 20, 64 << 20, 64 << 20);
}
