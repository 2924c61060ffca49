package io.millrace.metrics.application;

import io.millrace.metrics.anomaly.MetricFunctions;
import io.millrace.metrics.window.Sample;
import io.millrace.model.application.FunctionFindings;
import io.millrace.model.application.StreamConfig;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.application.StreamConfigJson;
import io.millrace.topology.serde.application.StreamConfigReader;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the values of observed applications into rows and runs their functions on the windows that close. Its only clock is
 * the log: the time of a partition is the greatest event time in it, clamped to the record's own time plus the tolerance,
 * or the greatest mark.
 */
final class FunctionsProcessor implements Processor<String, Sample, String, FunctionFindings> {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionsProcessor.class);

  private final String storeName;
  private final Observations observations;
  private final MetricFunctions functions;
  private final FunctionsConfig config;
  private final TreeMap<String, RunningApplication> running = new TreeMap<>();
  private long reached = Long.MIN_VALUE;
  private long due = FeatureWindows.NEVER;
  private @Nullable ProcessorContext<String, FunctionFindings> context;
  private @Nullable FunctionStore store;

  FunctionsProcessor(
      String storeName,
      Observations observations,
      MetricFunctions functions,
      FunctionsConfig config) {
    this.storeName = storeName;
    this.observations = observations;
    this.functions = functions;
    this.config = config;
  }

  @Override
  public void init(ProcessorContext<String, FunctionFindings> context) {
    this.context = context;
    this.store = null;
    this.running.clear();
    this.reached = Long.MIN_VALUE;
    this.due = FeatureWindows.NEVER;
  }

  @Override
  public void process(Record<String, Sample> record) {
    long latest = record.timestamp() + config.tolerance().toMillis();
    // Found when it is first needed: the store is whole by then, however it came back.
    var kept = store == null ? restored() : store;
    var sample = record.value();
    if (sample == null) {
      var mark = mark(record);
      if (mark != null) {
        dropChanged();
        advance(Math.min(mark, latest), kept, record);
      }
      return;
    }
    long time = Math.min(sample.eventTimeMillis(), latest);
    var application = application(sample.application(), kept);
    if (application != null) {
      application.add(sample, time, reached, found -> write(found, record));
      due = Math.min(due, application.due());
    }
    advance(time, kept, record);
  }

  private static @Nullable Long mark(Record<String, Sample> record) {
    try {
      return Mark.time(record.headers());
    } catch (IllegalArgumentException e) {
      // Anyone may write to the topic; this tells no time, the next mark does.
      LOG.warn("a mark is passed over: {}", e.getMessage());
      return null;
    }
  }

  private @Nullable RunningApplication application(String name, FunctionStore kept) {
    var observed = observations.of(name);
    var known = running.get(name);
    if (known != null && known.isAsIn(observed)) {
      return known;
    }
    if (known != null) {
      running.remove(name);
      known.clear();
    }
    if (observed == null || observed.stream() == null) {
      return null;
    }
    kept.saveApplication(
        name, Json.MAPPER.writeValueAsBytes(StreamConfigJson.write(observed.stream())));
    return run(name, observed.stream(), kept);
  }

  private RunningApplication run(String name, StreamConfig stream, FunctionStore kept) {
    var started =
        new RunningApplication(name, stream, kept, functions, observations.grace(), config);
    running.put(name, started);
    return started;
  }

  /** What is stopped, or observed otherwise by now, needs no values to be told so. */
  private void dropChanged() {
    for (var one : List.copyOf(running.values())) {
      if (!one.isAsIn(observations.of(one.name()))) {
        running.remove(one.name());
        one.clear();
      }
    }
  }

  private void advance(long time, FunctionStore kept, Record<String, Sample> cause) {
    if (time <= reached) {
      return;
    }
    reached = time;
    kept.saveTime(time);
    if (due > time) {
      return;
    }
    due = FeatureWindows.NEVER;
    for (var one : running.values()) {
      one.advance(time, found -> write(found, cause));
      due = Math.min(due, one.due());
    }
  }

  private void write(FunctionFindings found, Record<String, Sample> cause) {
    Objects.requireNonNull(context)
        .forward(new Record<>(found.application(), found, cause.timestamp(), new RecordHeaders()));
  }

  private FunctionStore restored() {
    KeyValueStore<Bytes, byte[]> state = Objects.requireNonNull(context).getStateStore(storeName);
    var kept = new FunctionStore(state);
    kept.load(time -> reached = time, new FunctionStore.Loading() {
      @Override
      public void application(String name, byte[] config) {
        run(name, StreamConfigReader.read(Json.MAPPER.readTree(config)).config(), kept);
      }

      @Override
      public void state(String application, int set, byte[] bytes) {
        running(application).restoreState(set, bytes);
      }

      @Override
      public void row(String application, int set, long place, byte[] bytes) {
        running(application).restoreRow(set, place, bytes);
      }
    });
    running.values().forEach(one -> due = Math.min(due, one.due()));
    store = kept;
    return kept;
  }

  private RunningApplication running(String name) {
    return Objects.requireNonNull(running.get(name), name);
  }
}
