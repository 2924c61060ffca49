package io.millrace.scheduler.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.placement.command.Origin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of the command log as it stands there.
 *
 * @param pool its key
 * @param timestampMillis of the record
 */
public record LoggedCommand(
    @Nullable String pool, byte @Nullable [] value, long offset, long timestampMillis) {
  static LoggedCommand of(ConsumerRecord<byte[], byte[]> record) {
    var key = record.key();
    return new LoggedCommand(
        key == null ? null : new String(key, UTF_8),
        record.value(),
        record.offset(),
        record.timestamp());
  }

  /** What the command's origin is where it does not say. */
  Origin origin() {
    return new Origin("record-" + offset, Math.max(0, timestampMillis), "log", "");
  }
}
