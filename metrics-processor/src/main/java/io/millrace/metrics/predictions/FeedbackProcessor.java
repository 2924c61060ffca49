package io.millrace.metrics.predictions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.metrics.accuracy.Label;
import io.millrace.metrics.accuracy.join.GroundTruth;
import io.millrace.topology.DeadLetters;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.FeedbackReader;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads feedback and sends it to the join under the id of its request; what is unreadable goes to the dead letters. */
final class FeedbackProcessor implements Processor<String, byte[], String, Message> {
  private final PredictionsConfig config;
  private @Nullable ProcessorContext<String, Message> context;
  private long reached = Reaching.NO_TIME;
  private long told = Reaching.NO_TIME;

  FeedbackProcessor(PredictionsConfig config) {
    this.config = config;
  }

  @Override
  public void init(ProcessorContext<String, Message> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    try {
      var mark = Mark.time(record.headers());
      if (mark == null) {
        send(record);
        reach(record, record.timestamp(), config.step().toMillis());
      } else {
        reach(record, Math.min(mark, record.timestamp() + config.tolerance().toMillis()), 0);
      }
    } catch (RuntimeException e) {
      // Whatever is wrong with this record, the next one is another.
      bury(record, e);
    }
  }

  private void send(Record<String, byte[]> record) {
    if (record.value() == null) {
      throw new IllegalArgumentException("feedback without a value");
    }
    var feedback = FeedbackReader.readOne(record.value(), text(record.key()));
    var rows = feedback.rows().stream().map(Label::of).toList();
    var truth = new Message.Truth(new GroundTruth(record.timestamp(), rows));
    context().forward(new Record<>(feedback.id().value(), truth, record.timestamp()));
  }

  // Keys are read so that any bytes pass; an id is UTF-8.
  private static @Nullable String text(@Nullable String key) {
    return key == null ? null : new String(key.getBytes(ISO_8859_1), UTF_8);
  }

  private void reach(Record<String, byte[]> record, long time, long step) {
    reached = Math.max(reached, time);
    if (told == Reaching.NO_TIME || reached - told >= step) {
      told = reached;
      int partition = context().taskId().partition();
      var note = new Message.Reached(Origin.FEEDBACK, partition, reached, reached);
      context().forward(new Record<>("", note, record.timestamp()));
    }
  }

  private void bury(Record<String, byte[]> record, RuntimeException why) {
    var reason = why.getMessage() == null ? why.toString() : why.getMessage();
    var headers = DeadLetters.headers(
        record.headers(), context().recordMetadata().orElseThrow(), PredictionsStage.NAME, reason);
    Message letter = new Message.Unreadable(record.value());
    context().forward(new Record<>(record.key(), letter, record.timestamp(), headers));
  }

  private ProcessorContext<String, Message> context() {
    return Objects.requireNonNull(context);
  }
}
