package io.millrace.metrics.predictions;

import io.millrace.metrics.contract.samples.SampleEvent;
import io.millrace.model.ModelDrift;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.InputQuality;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Merges what the partitions counted of a window into one result: of answers when all partitions have closed the window,
 * of accuracy provisional ones before that too.
 */
final class MergeProcessor implements Processor<String, Message, byte[], byte[]> {
  /** The name of the node that writes values for contracts. */
  static final String SAMPLES_SINK = "write-qoa-samples-of-inputs";

  private static final byte RESULT_TIMES = 'r';
  private static final byte JOIN_TIMES = 'j';

  private final Topics topics;
  private final String storeName;
  private final PredictionsConfig config;
  private final int partitions;
  private final Function<String, @Nullable ModelDrift> drift;
  private final OwnSamples samples;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable State state;
  private long now;

  /** What is kept in the store, as far as it is needed in memory. */
  private final class State {
    private final ResultParts results;
    private final AccuracyParts accuracies;
    private final Drifts drifts;
    private final WatchedInputs inputs;
    private final Reaching resultTimes;
    private final Reaching joinTimes;
    private final Pace pace = new Pace(config.step());

    State(KeyValueStore<Bytes, byte[]> store) {
      results = new ResultParts(store);
      accuracies = new AccuracyParts(store, config);
      drifts = new Drifts(store, config, drift);
      inputs = new WatchedInputs(store, config);
      resultTimes = new Reaching(store, RESULT_TIMES, Map.of(Origin.RESULTS, partitions));
      joinTimes = new Reaching(store, JOIN_TIMES, Map.of(Origin.JOIN, partitions));
    }
  }

  /**
   * @param partitions of the results, and of the join
   * @param drift what a model of this name declares of its drift; null of nothing
   */
  MergeProcessor(
      Topics topics,
      String storeName,
      PredictionsConfig config,
      int partitions,
      Function<String, @Nullable ModelDrift> drift,
      OwnSamples samples) {
    this.topics = topics;
    this.storeName = storeName;
    this.config = config;
    this.partitions = partitions;
    this.drift = drift;
    this.samples = samples;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.state = null;
  }

  @Override
  public void process(Record<String, Message> record) {
    now = record.timestamp();
    var message = record.value();
    if (message instanceof Message.ResultPart part) {
      state().results.add(part);
    } else if (message instanceof Message.InputPart part) {
      state().inputs.add(part);
    } else if (message instanceof Message.AccuracyPart part) {
      state().accuracies.put(part);
    } else if (message instanceof Message.Reached reached) {
      reach(reached);
    }
  }

  private void reach(Message.Reached reached) {
    var known = state();
    if (reached.origin() == Origin.RESULTS) {
      known.resultTimes.note(reached);
      long open = config.window().toMillis() + config.grace().toMillis();
      known.results.close(known.resultTimes.least(), open, this::write);
      known.inputs.close(known.resultTimes.least(), new Inputs());
      return;
    }
    known.joinTimes.note(reached);
    long least = known.joinTimes.least();
    if (known.pace.isTime(least, reached.latest())) {
      known.accuracies.sendChanged(least, this::write);
    }
  }

  private void write(AccuracyResult result) {
    write(topics.accuracy(), result.key(), result);
    state().drifts.accuracy(result).forEach(this::write);
  }

  private void write(DriftReport report) {
    write(topics.drift(), report.key(), report);
  }

  private void write(ModelWindow window, ResultSummary summary) {
    state().drifts.answers(window, summary).forEach(this::write);
    write(window, "response_time", summary.responses(), summary.late().count());
    write(window, "batch_size", summary.batches(), summary.late().count());
    if (!summary.confidences().isEmpty()) {
      write(window, "confidence", summary.confidences(), 0);
    }
  }

  /** What inputs came to: by column on a topic of its own, of all columns together as windows of metrics too. */
  private final class Inputs implements WatchedInputs.Output {
    @Override
    public void quality(InputQuality quality) {
      write(topics.inputQuality(), quality.key(), quality);
      var window =
          new ModelWindow(quality.model(), quality.version(), quality.start().toEpochMilli());
      for (var metric : OwnSamples.INPUT_METRICS) {
        var value = quality.metrics().get(metric);
        if (value != null) {
          var one = new Summary();
          one.add(value);
          write(window, metric, one, 0);
        }
      }
      samples.inputs(quality, now, event -> tell((SampleEvent.Measured) event));
    }

    @Override
    public void drift(DriftReport report) {
      MergeProcessor.this.write(report);
    }
  }

  private void tell(SampleEvent.Measured event) {
    var sample = event.onTheLog();
    var topic = topics.samples();
    var bytes = Objects.requireNonNull(topic.values().serializer().serialize(topic.name(), sample));
    var key = sample.application().getBytes(StandardCharsets.UTF_8);
    context().forward(new Record<>(key, bytes, now), SAMPLES_SINK);
  }

  private void write(ModelWindow window, String metric, Summary values, long late) {
    var result = new WindowResult(
        PredictionsConfig.APPLICATION,
        window.model().value(),
        window.version().toString(),
        metric,
        WindowKind.TUMBLING,
        Instant.ofEpochMilli(window.start()),
        Instant.ofEpochMilli(window.start()).plus(config.window()),
        values,
        late,
        0,
        Finality.FINAL);
    write(topics.windows(), result.seriesKey(), result);
  }

  private <V> void write(Topic<String, V> topic, String key, V value) {
    var bytes = Objects.requireNonNull(topic.values().serializer().serialize(topic.name(), value));
    var name = key.getBytes(StandardCharsets.UTF_8);
    context().forward(new Record<>(name, bytes, now), topic.sink());
  }

  /** Found when it is first needed: the store is whole by then, however it came back. */
  private State state() {
    if (state == null) {
      state = new State(context().getStateStore(storeName));
    }
    return state;
  }

  private ProcessorContext<byte[], byte[]> context() {
    return Objects.requireNonNull(context);
  }
}
