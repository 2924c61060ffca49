package io.millrace.metrics.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.metrics.reports.Reported.Answered;
import io.millrace.metrics.reports.Reported.Reached;
import io.millrace.metrics.window.OpenWindows;
import io.millrace.model.qoa.ReportedAnswer;
import io.millrace.topology.Mark;
import io.millrace.topology.Topic;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The way of reported answers to their topic, under the ids of their requests; and the time that this partition of the
 * reports has reached, as marks without a key: what it has told before, came before.
 */
final class AnswersProcessor implements Processor<byte[], Reported, byte[], byte[]> {
  /** Marks that bring less are not told: each goes to every partition. */
  private static final long MARK_STEP_MILLIS = 500;

  private final Topic<String, ReportedAnswer> answers;
  private final String stage;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private long told = OpenWindows.NO_TIME;

  /** @param stage names, with the partition, who tells the marks */
  AnswersProcessor(Topic<String, ReportedAnswer> answers, String stage) {
    this.answers = answers;
    this.stage = stage;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.told = OpenWindows.NO_TIME;
  }

  @Override
  public void process(Record<byte[], Reported> record) {
    if (record.value() instanceof Answered answered) {
      var answer = answered.answer();
      forward(
          answer.id().getBytes(UTF_8),
          answers.values().serializer().serialize(answers.name(), answer),
          new RecordHeaders(),
          record.timestamp());
    } else if (record.value() instanceof Reached reached && isForAll(reached)) {
      told = reached.millis();
      var source = "%s/%d".formatted(stage, reached.way().from());
      forward(null, null, Mark.headers(reached.millis(), source), record.timestamp());
    }
  }

  /** The time that the partition has reached, in steps. */
  private boolean isForAll(Reached reached) {
    boolean isOfAll = reached.application() == null;
    boolean isFar = told == OpenWindows.NO_TIME || reached.millis() - told >= MARK_STEP_MILLIS;
    return isOfAll && isFar && reached.way().atHome();
  }

  // Kafka's records may be without key and value, which the type does not tell.
  @SuppressWarnings("NullAway")
  private void forward(
      byte @Nullable [] key, byte @Nullable [] value, Headers headers, long timestamp) {
    Objects.requireNonNull(context).forward(new Record<>(key, value, timestamp, headers));
  }
}
