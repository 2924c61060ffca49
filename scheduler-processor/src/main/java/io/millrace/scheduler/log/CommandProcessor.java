package io.millrace.scheduler.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.port.PlacementMeter;
import io.millrace.topology.DeadLetters;
import io.millrace.topology.serde.placement.PlacementJson;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Folds each command, and writes what came of it: its decisions, and what they changed. */
final class CommandProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final SchedulerStage.Sinks sinks;
  private final PlacementMeter meter;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable StoredPools pools;
  private @Nullable CommandLog log;

  CommandProcessor(SchedulerStage.Sinks sinks, PlacementMeter meter) {
    this.sinks = sinks;
    this.meter = meter;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    pools = new StoredPools(context.getStateStore(SchedulerStage.STORE), meter);
    pools.loadAll();
    log = new CommandLog(pools);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    var to = Objects.requireNonNull(context);
    var at = to.recordMetadata().orElseThrow();
    var command = command(record, at);
    // Read for the meter alone: what is decided knows no clock.
    long began = System.nanoTime();
    var outcome = Objects.requireNonNull(log).fold(command);
    meter.decided(String.valueOf(command.pool()), outcome.decisions(), System.nanoTime() - began);
    for (var decision : outcome.decisions()) {
      to.forward(record.withValue(PlacementJson.bytes(decision)), sinks.decisions());
    }
    if (outcome.command() != null) {
      Objects.requireNonNull(pools)
          .save(
              new String(record.key(), UTF_8),
              (key, value) -> to.forward(
                  record.withKey(key.getBytes(UTF_8)).withValue(value), sinks.allocations()));
    }
    var reason = outcome.dead();
    if (reason != null) {
      var headers = DeadLetters.headers(record.headers(), at, SchedulerStage.NAME, reason);
      to.forward(record.withHeaders(headers), sinks.deadLetters());
    }
  }

  @Override
  public void close() {
    meter.left();
  }

  private static LoggedCommand command(Record<byte[], byte[]> record, RecordMetadata at) {
    var key = record.key();
    return new LoggedCommand(
        key == null ? null : new String(key, UTF_8),
        record.value(),
        at.offset(),
        record.timestamp());
  }
}
