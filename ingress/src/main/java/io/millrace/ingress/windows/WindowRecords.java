package io.millrace.ingress.windows;

import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Topic;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the records of the windows topic. */
final class WindowRecords {
  private static final Logger LOG = LoggerFactory.getLogger(WindowRecords.class);

  private final Deserializer<WindowResult> values;
  private final AtomicLong unreadable = new AtomicLong();

  WindowRecords(Topic<String, WindowResult> topic) {
    this.values = topic.values().deserializer();
  }

  /** The result; null where the record holds none. */
  @Nullable
  WindowResult read(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return null;
    }
    try {
      return values.deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException e) {
      // Anyone can write to the topic: what is no window must not end the reading of the others.
      if (unreadable.incrementAndGet() == 1) {
        LOG.warn(
            "{}-{}@{} is no window and is passed over, as further ones will be: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            e.getMessage());
      }
      return null;
    }
  }

  /** How many records held something else. */
  long unreadable() {
    return unreadable.get();
  }
}
