package io.millrace.scheduler.log;

import io.millrace.port.PlacementMeter;
import io.millrace.topology.Stage;
import io.millrace.topology.Topics;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;

/**
 * Decides where services run: {@code allocation.requests} to {@code allocation.decisions}, and to {@code allocations}
 * what is so since. It has no clock: time comes with the commands.
 */
public final class SchedulerStage implements Stage {
  /** The stage's name. */
  public static final String NAME = "scheduler";

  static final String STORE = "pools";

  private final Topics topics;
  private final PlacementMeter meter;

  public SchedulerStage(Topics topics) {
    this(topics, PlacementMeter.NONE);
  }

  /** @param meter is told of all that is decided here */
  public SchedulerStage(Topics topics, PlacementMeter meter) {
    this.topics = topics;
    this.meter = meter;
  }

  /** The names of the nodes that write. */
  record Sinks(String decisions, String allocations, String deadLetters) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void addTo(StreamsBuilder builder) {
    builder.addStateStore(Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray()));
    var decisions = topics.allocationDecisions().raw();
    var allocations = topics.allocations().raw();
    var sinks =
        new Sinks(decisions.sink(), allocations.sink(), topics.deadLetters().sink());
    var decided = topics
        .allocationRequests()
        .raw()
        .read(builder)
        .process(() -> new CommandProcessor(sinks, meter), Named.as("placement"), STORE);
    decisions.write(decided);
    allocations.write(decided);
    topics.deadLetters().write(decided);
  }

  @Override
  public String toString() {
    return "SchedulerStage{%s}".formatted(topics.allocationRequests());
  }
}
