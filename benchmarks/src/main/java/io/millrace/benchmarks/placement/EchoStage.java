package io.millrace.benchmarks.placement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topology.Stage;
import io.millrace.topology.Topics;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** The scheduler's topology without any placement: each command is kept and copied as it is. */
final class EchoStage implements Stage {
  private static final String STORE = "pools";

  private final Topics topics;

  EchoStage(Topics topics) {
    this.topics = topics;
  }

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public void addTo(StreamsBuilder builder) {
    builder.addStateStore(Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray()));
    var decisions = topics.allocationDecisions().raw();
    var allocations = topics.allocations().raw();
    var copied = topics
        .allocationRequests()
        .raw()
        .read(builder)
        .process(
            () -> new Echo(decisions.sink(), allocations.sink()), Named.as("placement"), STORE);
    decisions.write(copied);
    allocations.write(copied);
  }

  private static final class Echo implements Processor<byte[], byte[], byte[], byte[]> {
    private final String decisions;
    private final String allocations;
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable KeyValueStore<String, byte[]> store;

    Echo(String decisions, String allocations) {
      this.decisions = decisions;
      this.allocations = allocations;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
      this.context = context;
      this.store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      var to = Objects.requireNonNull(context);
      Objects.requireNonNull(store).put(new String(record.key(), UTF_8), record.value());
      to.forward(record, decisions);
      to.forward(record, allocations);
    }
  }
}
