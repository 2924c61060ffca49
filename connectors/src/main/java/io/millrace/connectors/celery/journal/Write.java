package io.millrace.connectors.celery.journal;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records that are committed together.
 *
 * @param wanted asked when their turn comes; false drops them
 * @param committed called once they are on the log
 */
public record Write(
    List<ProducerRecord<byte[], byte[]>> records, BooleanSupplier wanted, Runnable committed) {

  /** Records that are written whatever happens. */
  public static Write of(List<ProducerRecord<byte[], byte[]>> records, Runnable committed) {
    return new Write(records, () -> true, committed);
  }

  /** How long the values are. */
  long bytes() {
    return records.stream()
        .mapToLong(one -> one.value() == null ? 0 : one.value().length)
        .sum();
  }
}
