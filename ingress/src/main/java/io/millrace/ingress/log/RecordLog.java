package io.millrace.ingress.log;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/** Writes records whose senders wait until the log has all of them. */
public final class RecordLog implements AutoCloseable {
  // Writing happens on threads that may wait, for a topic to be known or for room.
  private static final int MAX_BLOCK_MS = 2000;

  private final KeptProducer<byte[], byte[]> producer;

  public RecordLog(LogConfig config) {
    var settings = config.producer(0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    settings.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        config.topics().deadLetters().settings().maxMessageBytes());
    this.producer =
        new KeptProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Completes once all are on the log; fails as the producer does if one is not, though others may be. */
  public Mono<Void> write(List<ProducerRecord<byte[], byte[]>> records) {
    return Mono.<Void>create(sink -> send(records, sink)).subscribeOn(Schedulers.boundedElastic());
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records, MonoSink<Void> sink) {
    if (records.isEmpty()) {
      sink.success();
      return;
    }
    var left = new AtomicInteger(records.size());
    Runnable written = () -> {
      if (left.decrementAndGet() == 0) {
        sink.success();
      }
    };
    try {
      records.forEach(record -> producer.send(record, written, sink::error));
    } catch (RuntimeException e) {
      // Whatever the client throws, the caller must hear: what has been sent may still be written.
      sink.error(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
