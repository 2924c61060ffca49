package io.millrace.metrics.predictions;

import io.millrace.metrics.accuracy.AnswerReading;
import io.millrace.metrics.accuracy.Label;
import io.millrace.metrics.accuracy.join.GroundTruth;
import io.millrace.metrics.accuracy.join.Predicted;
import io.millrace.model.qoa.Answerer;
import io.millrace.model.qoa.ReportedAnswer;
import io.millrace.topology.Mark;
import io.millrace.topology.Topic;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the answers that applications have reported to the join. The time of its partition is the least of those that the
 * writers of the answers have told.
 */
final class ReportedProcessor implements Processor<byte[], byte[], String, Message> {
  private static final Logger LOG = LoggerFactory.getLogger(ReportedProcessor.class);
  private static final byte TIMES = 'a';

  private final Topic<String, ReportedAnswer> answers;
  private final PredictionsConfig config;
  private final int writers;
  private final String storeName;
  private @Nullable ProcessorContext<String, Message> context;
  private @Nullable Reaching times;
  private long told = Reaching.NO_TIME;

  /**
   * @param writers how many tell how far they have come
   * @param storeName keeps what they have told
   */
  ReportedProcessor(
      Topic<String, ReportedAnswer> answers,
      PredictionsConfig config,
      int writers,
      String storeName) {
    this.answers = answers;
    this.config = config;
    this.writers = writers;
    this.storeName = storeName;
  }

  @Override
  public void init(ProcessorContext<String, Message> context) {
    this.context = context;
    this.times = null;
    this.told = Reaching.NO_TIME;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    try {
      var mark = Mark.time(record.headers());
      if (mark != null) {
        reach(record, Math.min(mark, record.timestamp() + config.tolerance().toMillis()));
      } else if (record.value() != null) {
        var answer = answers.values().deserializer().deserialize(answers.name(), record.value());
        send(record, answer);
      }
    } catch (RuntimeException e) {
      // Anyone can write to the topic: what is no answer must not stop the stage.
      LOG.debug("a record of {} is no answer", context().recordMetadata().orElse(null), e);
    }
  }

  private void send(Record<byte[], byte[]> record, ReportedAnswer answer) {
    long end = config.startOf(answer.time()) + config.window().toMillis();
    long last = end + config.grace().toMillis();
    if (!answer.ownTime() && record.timestamp() > last) {
      return; // its window may have been told as final
    }
    var rows = AnswerReading.read(answer.prediction(), answer.regression());
    if (rows == null) {
      return;
    }
    long until = (answer.ownTime() ? record.timestamp() : last) + answer.within();
    var by = Answerer.ofStage(answer.application(), answer.stage());
    var prediction = new Predicted(by, answer.source().key(), answer.time(), until, rows);
    forward(record, answer.id(), new Message.Slim(prediction));
    var truth = answer.truth();
    if (truth != null && !truth.isBlank()) {
      var known = new GroundTruth(record.timestamp(), List.of(Label.of(truth)));
      forward(record, answer.id(), new Message.Truth(known));
    }
  }

  private void reach(Record<byte[], byte[]> record, long time) {
    var source = Mark.source(record.headers());
    int writer = Integer.parseInt(source.substring(source.lastIndexOf('/') + 1));
    if (writer < 0 || writer >= writers) {
      return; // told by nobody that is known
    }
    times().note(new Message.Reached(Origin.REPORTS, writer, time, time));
    long least = times().least();
    boolean isStep = told == Reaching.NO_TIME || least - told >= config.step().toMillis();
    if (least != Reaching.NO_TIME && isStep) {
      told = least;
      int partition = context().taskId().partition();
      forward(record, "", new Message.Reached(Origin.REPORTED, partition, least, least));
    }
  }

  private void forward(Record<byte[], byte[]> cause, String key, Message message) {
    context().forward(new Record<>(key, message, cause.timestamp()));
  }

  /** Found when it is first needed: the store is whole by then, however it came back. */
  private Reaching times() {
    if (times == null) {
      KeyValueStore<Bytes, byte[]> store = context().getStateStore(storeName);
      times = new Reaching(store, TIMES, Map.of(Origin.REPORTS, writers));
    }
    return times;
  }

  private ProcessorContext<String, Message> context() {
    return Objects.requireNonNull(context);
  }
}
