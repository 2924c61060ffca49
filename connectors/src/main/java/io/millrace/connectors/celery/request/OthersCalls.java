package io.millrace.connectors.celery.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.connectors.celery.journal.Checkpoint;
import io.millrace.topology.serde.MessageHeaders;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Which calls other workers have asked a model for, and not forgotten yet. Of one thread at a time. */
public final class OthersCalls implements AutoCloseable {
  private final LogScan scan;
  private final String instance;
  private final Map<String, Asked> asked = new HashMap<>();
  private final Map<Integer, Long> positions = new HashMap<>();

  private record Asked(String worker, Place place) {}

  /** @param instance of the worker that is no other */
  public OthersCalls(LogScan scan, String instance) {
    this.scan = scan;
    this.instance = instance;
  }

  /** Reads what has come since the last time; the first time, from the least of the others' checkpoints on. */
  public void refresh(Map<String, Checkpoint> checkpoints) {
    var first = new HashMap<Integer, Long>();
    checkpoints.forEach((worker, checkpoint) -> {
      if (!worker.equals(instance)) {
        checkpoint.requests().forEach((partition, at) -> first.merge(partition, at, Math::min));
      }
    });
    first.forEach(positions::putIfAbsent);
    var ends = scan.ends();
    scan.read(positions, ends, this::take);
    positions.replaceAll((partition, at) -> Math.max(at, ends.getOrDefault(partition, at)));
    asked.values().removeIf(one -> isForgotten(one, checkpoints.get(one.worker())));
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    var worker = MessageHeaders.text(record.headers(), MessageHeaders.CELERY_WORKER);
    if (worker != null && !worker.equals(instance) && record.key() != null) {
      asked.put(
          new String(record.key(), UTF_8),
          new Asked(worker, new Place(record.partition(), record.offset())));
    }
  }

  private static boolean isForgotten(Asked one, @Nullable Checkpoint checkpoint) {
    return checkpoint != null
        && one.place().offset() < checkpoint.requests().getOrDefault(one.place().partition(), 0L);
  }

  /** Whether another has asked for it. */
  public boolean contains(String key) {
    return asked.containsKey(key);
  }

  @Override
  public void close() {
    scan.close();
  }
}
