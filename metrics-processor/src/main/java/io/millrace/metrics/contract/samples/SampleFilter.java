package io.millrace.metrics.contract.samples;

import io.millrace.metrics.contract.samples.SampleEvent.Marked;
import io.millrace.metrics.contract.samples.SampleEvent.Measured;
import io.millrace.metrics.store.DeferredStore;
import io.millrace.metrics.window.Sample;
import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.Mark;
import io.millrace.topology.Topic;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.qoa.SampleRecords;
import io.millrace.topology.serde.qoa.SampleRecords.Appended;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what is wanted, and marks that bring the time on. What goes to the same application until the next commit
 * is one record. Marks have no key.
 */
final class SampleFilter<K> implements Processor<K, SampleEvent, byte[], byte[]> {
  /** Marks that bring less are not told: each goes to every partition. */
  static final long MARK_STEP_MILLIS = 250;

  // As UTF-8 in JSON a character takes 6 bytes at most: all that waits fits into one record.
  private static final int MOST_WAITING_CHARS = 100_000;
  private static final int CHARS_BESIDE_NAMES = 100;

  private final Topic<String, QoaSample> topic;
  private final Predicate<Sample> wanted;
  private final String stage;
  private final String store;
  private final Map<Destination, List<Appended>> waiting = new LinkedHashMap<>();
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private int waitingChars;
  private String source = "";
  private long told;

  /** Whose samples share a record. */
  private record Destination(String application, boolean ownTime) {}

  /** @param store asked before each commit */
  SampleFilter(
      Topic<String, QoaSample> topic, Predicate<Sample> wanted, String stage, String store) {
    this.topic = topic;
    this.wanted = wanted;
    this.stage = stage;
    this.store = store;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.source = "%s/%d".formatted(stage, context.taskId().partition());
    this.told = Long.MIN_VALUE;
    // What was waiting was not committed, and comes again.
    waiting.clear();
    waitingChars = 0;
    DeferredStore found = context.getStateStore(store);
    found.beforeCommit("samples", context, this::sendAll);
  }

  @Override
  public void process(Record<K, SampleEvent> record) {
    if (record.value() instanceof Measured measured) {
      sample(measured, record.timestamp());
    } else if (record.value() instanceof Marked marked) {
      mark(marked, record.timestamp());
    }
  }

  private void sample(Measured measured, long timestamp) {
    var sample = measured.sample();
    if (!Double.isFinite(sample.value()) || !wanted.test(sample)) {
      return;
    }
    var list = waiting.computeIfAbsent(
        new Destination(sample.application(), measured.ownTime()), to -> new ArrayList<>());
    list.add(new Appended(measured.onTheLog(), timestamp));
    waitingChars += chars(measured);
    if (waitingChars > MOST_WAITING_CHARS) {
      sendAll();
    }
  }

  private static int chars(Measured measured) {
    var sample = measured.sample();
    int chars = CHARS_BESIDE_NAMES
        + sample.application().length()
        + sample.stage().length()
        + sample.instance().length()
        + sample.metric().length();
    for (var label : measured.labels().entrySet()) {
      chars += label.getKey().length() + label.getValue().length();
    }
    return chars;
  }

  /** Before a commit, since without it nobody would see them anyway, and before a mark. */
  private void sendAll() {
    waiting.forEach((to, list) -> forward(
        to.application().getBytes(StandardCharsets.UTF_8),
        SampleRecords.write(topic.name(), list),
        to.ownTime() ? ownTime() : new RecordHeaders(),
        newest(list)));
    waiting.clear();
    waitingChars = 0;
  }

  private static long newest(List<Appended> list) {
    long newest = Long.MIN_VALUE;
    for (var one : list) {
      newest = Math.max(newest, one.appendedMillis());
    }
    return newest;
  }

  private static Headers ownTime() {
    var headers = new RecordHeaders();
    MessageHeaders.set(headers, MessageHeaders.OWN_TIME, "true");
    return headers;
  }

  private void mark(Marked marked, long timestamp) {
    long time = marked.time();
    var application = marked.application();
    if (application != null) {
      sendAll();
      var headers = Mark.headers(time, source, application);
      forward(application.getBytes(StandardCharsets.UTF_8), null, headers, timestamp);
    } else if (told == Long.MIN_VALUE || time >= told + MARK_STEP_MILLIS) {
      told = time == Mark.END ? Long.MIN_VALUE : time;
      sendAll();
      forward(null, null, Mark.headers(time, source), timestamp);
    }
  }

  // Kafka's records may be without key and value, which the type does not tell.
  @SuppressWarnings("NullAway")
  private void forward(
      byte @Nullable [] key, byte @Nullable [] value, Headers headers, long timestamp) {
    Objects.requireNonNull(context).forward(new Record<>(key, value, timestamp, headers));
  }
}
