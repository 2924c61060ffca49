package io.millrace.metrics.predictions;

import io.millrace.metrics.accuracy.OutputReading;
import io.millrace.metrics.accuracy.join.Predicted;
import io.millrace.metrics.contract.samples.SampleEvent;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelFeedback;
import io.millrace.model.ModelRecord;
import io.millrace.model.qoa.Answerer;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.InferenceResultSerde;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.ResultGlance;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each answer: how fast and sure it was goes into the windows of its partition, and of models that declare
 * feedback what was predicted goes to the join. Its only clock is the log.
 */
final class ResultsProcessor implements Processor<byte[], byte[], String, Message> {
  private static final Logger LOG = LoggerFactory.getLogger(ResultsProcessor.class);

  private final String store;
  private final PredictionsConfig config;
  private final Function<String, @Nullable ModelRecord> models;
  private final OwnSamples samples;
  private final OwnSamples.Times times;
  private final Deserializer<InferenceResult> results = new InferenceResultSerde().deserializer();
  private @Nullable ProcessorContext<String, Message> context;
  private @Nullable ResultWindows windows;
  private @Nullable InputWindows inputs;
  private long told = Reaching.NO_TIME;
  private long now;

  /**
   * @param store by name
   * @param models by name; null of none
   */
  ResultsProcessor(
      String store,
      PredictionsConfig config,
      Function<String, @Nullable ModelRecord> models,
      OwnSamples samples) {
    this.store = store;
    this.config = config;
    this.models = models;
    this.samples = samples;
    this.times = samples.new Times();
  }

  @Override
  public void init(ProcessorContext<String, Message> context) {
    this.context = context;
    this.windows = null;
    this.inputs = null;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    now = record.timestamp();
    try {
      var mark = Mark.time(record.headers());
      if (mark == null) {
        take(record);
      } else {
        long reached = Math.min(mark, record.timestamp() + config.tolerance().toMillis());
        reach(reached);
      }
    } catch (RuntimeException e) {
      // Anyone can write to the topic: what is no result must not stop the stage.
      LOG.debug("a record of {} is no result", context().recordMetadata().orElse(null), e);
    }
  }

  private void reach(long time) {
    windows().fold(time);
    inputs().reach(windows().watermark());
    tell();
  }

  private void take(Record<byte[], byte[]> record) {
    var glance = ResultGlance.of(record.headers(), record.value());
    if (glance == null) {
      if (MessageHeaders.isFailure(record.headers())) {
        takeFailure(record);
      }
      return;
    }
    var sample = ResultSample.of(glance, windows().next(), record.timestamp());
    windows().add(sample);
    samples.answered(sample, this::sendSample);
    takeInputs(record, glance);
    inputs().reach(windows().watermark());
    var model = models.apply(glance.model());
    var feedback = model == null ? null : model.feedback();
    if (feedback != null) {
      sendSlim(record, feedback);
    }
    if (windows().watermark() - told >= config.step().toMillis() || told == Reaching.NO_TIME) {
      tell();
    }
  }

  private void takeInputs(Record<byte[], byte[]> record, ResultGlance glance) {
    var header = record.headers().lastHeader(MessageHeaders.INPUTS);
    if (header == null || header.value() == null) {
      return;
    }
    long start = config.startOf(record.timestamp());
    var window = ModelWindow.of(glance.model(), glance.version(), start);
    if (window != null) {
      long offset = context().recordMetadata().orElseThrow().offset();
      try {
        inputs().add(window, offset, header.value(), windows().watermark());
      } catch (IllegalArgumentException e) {
        // Anyone can write to the topic; the answer counts all the same.
        LOG.debug("the inputs of an answer of {} cannot be read", window.key(), e);
      }
    }
  }

  // A request for a model that is not there says nothing of any model.
  private void takeFailure(Record<byte[], byte[]> record) {
    if (samples.areFailuresWanted()
        && results.deserialize("", record.headers(), record.value())
            instanceof InferenceResult.Failed failure
        && failure.model() != null
        && models.apply(failure.model()) != null) {
      samples.failed(failure, record.timestamp(), this::sendSample);
    }
    // Where nothing but failures comes, time goes on all the same.
    if (record.timestamp() - config.step().toMillis() >= windows().watermark()) {
      reach(record.timestamp());
    }
  }

  private void sendSample(SampleEvent event) {
    send("", new Message.Told(event));
  }

  private void sendSlim(Record<byte[], byte[]> record, ModelFeedback feedback) {
    var result = results.deserialize("", record.headers(), record.value());
    if (!(result instanceof InferenceResult.Answered answer)) {
      return;
    }
    var rows = OutputReading.read(answer.outputs(), feedback.regression());
    if (rows != null) {
      var by = Answerer.of(answer.model(), answer.version());
      long until = record.timestamp() + feedback.window().toMillis();
      var prediction = new Predicted(by, "", record.timestamp(), until, rows);
      send(answer.id().value(), new Message.Slim(prediction));
    }
  }

  /** Tells all partitions of what follows how far this one is. */
  private void tell() {
    told = windows().watermark();
    int partition = context().taskId().partition();
    send("", new Message.Reached(Origin.RESULTS, partition, told, told));
    times.tell(told, this::sendSample);
  }

  private void send(String key, Message message) {
    context().forward(new Record<>(key, message, now));
  }

  /** Found when they are first needed: the store is whole by then, however it came back. */
  private ResultWindows windows() {
    if (windows == null) {
      windows = new ResultWindows(
          context().getStateStore(store),
          config,
          (window, summary) -> send(window.key(), new Message.ResultPart(window, summary)));
    }
    return windows;
  }

  private InputWindows inputs() {
    if (inputs == null) {
      inputs = new InputWindows(
          context().getStateStore(store),
          config,
          context().taskId().partition(),
          (window, summary) -> send(window.key(), new Message.InputPart(window, summary)));
    }
    return inputs;
  }

  private ProcessorContext<String, Message> context() {
    return Objects.requireNonNull(context);
  }
}
