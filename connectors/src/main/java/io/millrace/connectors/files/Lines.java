package io.millrace.connectors.files;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a topic's records are in files.
 *
 * @param topic its full name
 * @param name of its files
 * @param columns of the CSV
 * @param reader makes a line of each record
 */
public record Lines(String topic, String name, List<String> columns, Reader reader) {
  public Lines {
    columns = List.copyOf(columns);
  }

  /** Reads a record. */
  @FunctionalInterface
  public interface Reader {
    /**
     * @return null: the record is no line
     * @throws RuntimeException if it cannot be read; its message is the reason
     */
    @Nullable
    Line read(ConsumerRecord<byte[], byte[]> record);
  }

  /**
   * A result.
   *
   * @param cells one for each column; null is an empty one
   * @param json on one line
   */
  public record Line(List<@Nullable Object> cells, String json) {}
}
