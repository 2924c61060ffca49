package io.millrace.inference;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows each poll of a stream thread's consumer to {@link BatchAhead}, and returns the very same records. */
public final class LookAheadInterceptor implements ConsumerInterceptor<byte[], byte[]> {
  /** Under this setting the stage hands its {@link BatchAhead} to the interceptors. */
  static final String BATCH_AHEAD = "millrace.batch.ahead";

  private static final Logger LOG = LoggerFactory.getLogger(LookAheadInterceptor.class);

  private @Nullable BatchAhead batchAhead;

  @Override
  public void configure(Map<String, ?> configs) {
    batchAhead = (BatchAhead) configs.get(BATCH_AHEAD);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    try {
      Objects.requireNonNull(batchAhead, BATCH_AHEAD).lookAhead(records);
    } catch (RuntimeException e) {
      // The records are computed alone then, which is slower and right.
      LOG.error("looking ahead failed", e);
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
