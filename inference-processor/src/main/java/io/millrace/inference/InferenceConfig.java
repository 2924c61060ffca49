package io.millrace.inference;

import java.time.Duration;

/**
 * How the inference stage batches.
 *
 * @param batchTime the longest a batch may take, by the model's measured cost: neither the first reply nor the
 *     transaction waits longer
 * @param maxBatchRows the most rows of a batch
 * @param maxBatchBytes the most input bytes of a batch; a larger request runs alone
 */
public record InferenceConfig(Duration batchTime, int maxBatchRows, int maxBatchBytes) {
  public static final InferenceConfig DEFAULTS =
      new InferenceConfig(Duration.ofMillis(50), 4096, 32 << 20);
}
