package io.millrace.connectors.projection;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import reactor.core.publisher.Mono;

/** A place outside the log. What is written twice must be there once: after a crash, records come again. */
public interface Target extends AutoCloseable {
  /**
   * Writes the records when subscribed to; only one batch is under way at a time.
   *
   * @param batch in the order of each partition
   * @return once all is kept: the records that this place will never take. Fails where trying the same batch again may
   *     help
   */
  Mono<List<Refusal>> write(List<ConsumerRecord<byte[], byte[]>> batch);

  /** A record that is not taken, and why. */
  record Refusal(ConsumerRecord<byte[], byte[]> record, String reason) {}

  @Override
  void close();
}
