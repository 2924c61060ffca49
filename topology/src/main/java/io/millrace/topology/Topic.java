package io.millrace.topology;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** A topic's name, its serdes and how it is to be created: the one place where they meet. */
public record Topic<K, V>(String name, Serde<K> keys, Serde<V> values, TopicSettings settings) {

  public KStream<K, V> read(StreamsBuilder builder) {
    return builder.stream(name, Consumed.with(keys, values).withName("read-" + label()));
  }

  public void write(KStream<K, V> records) {
    records.to(name, Produced.with(keys, values).withName(sink()));
  }

  /** As {@link #write(KStream)}, the partition chosen by the writer. */
  public void write(KStream<K, V> records, StreamPartitioner<K, V> partitioner) {
    records.to(
        name, Produced.with(keys, values).withName(sink()).withStreamPartitioner(partitioner));
  }

  /** The name of the node that {@link #write} adds, for a processor that chooses between its children. */
  public String sink() {
    return "write-" + label();
  }

  /** The same topic as bytes, for what must look at a record before it can be read. */
  public Topic<byte[], byte[]> raw() {
    return new Topic<>(name, Serdes.ByteArray(), Serdes.ByteArray(), settings);
  }

  // Operator names take no dots, and are the same whatever the prefix, so that stores survive a
  // change of it.
  private String label() {
    return settings.label();
  }

  @Override
  public String toString() {
    return name;
  }
}
