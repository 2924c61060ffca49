package io.millrace.metrics.reports;

import io.millrace.metrics.reports.Reported.Bundle;
import io.millrace.metrics.reports.Reported.Measured;
import io.millrace.metrics.reports.Reported.OnItsWay;
import io.millrace.metrics.reports.Reported.Reached;
import io.millrace.metrics.reports.Reported.Unreadable;
import io.millrace.metrics.reports.Reported.Way;
import io.millrace.metrics.store.DeferredStore;
import io.millrace.topology.DeadLetters;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.qoa.ReportLimits;
import java.util.Arrays;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a partition of the reports topic, and tells the time that the partition has reached: here at
 * once, to all partitions in steps. It goes by the log alone: the greatest event time (clamped), the greatest mark, or
 * the greatest time of a record less the delay after which an idle partition would have got a mark.
 */
final class ReadingProcessor implements Processor<byte[], byte[], byte[], Reported> {
  private static final byte[] NO_KEY = {};

  private final ReportReading reading;
  private final ExpectedFeedback expected;
  private final ReportsConfig config;
  private final OwnTimed ownTimed = new OwnTimed();
  private final PartitionTime time;
  private final BundleWriter[] bundles;
  private @Nullable ProcessorContext<byte[], Reported> context;
  private @Nullable DeferredStore store;

  /** @param expected whose answers are wanted */
  ReadingProcessor(ReportLimits limits, ReportsConfig config, ExpectedFeedback expected) {
    this.reading = new ReportReading(limits, config, ownTimed, expected);
    this.expected = expected;
    this.config = config;
    this.time = new PartitionTime(config.stepMillis());
    this.bundles = new BundleWriter[config.partitions()];
  }

  @Override
  public void init(ProcessorContext<byte[], Reported> context) {
    this.context = context;
    this.store = null;
    // What was on its way was not committed, and comes again.
    Arrays.setAll(bundles, to -> new BundleWriter(config.maxBundleBytes()));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    restoreOnce();
    int partition = at().partition();
    long reached = record.timestamp() - config.delayMillis();
    try {
      var mark = Mark.time(record.headers());
      var application = Mark.application(record.headers());
      if (mark != null && application != null) {
        begin(mark, application);
        tell(record, partition, mark, application);
        return;
      }
      reached = Math.max(
          reached, mark == null ? read(record, partition) : held(mark, record.timestamp()));
    } catch (IllegalArgumentException e) {
      forward(record, new Unreadable(String.valueOf(e.getMessage()), record.value()));
    }
    if (time.advance(reached)) {
      tell(record, partition);
    }
  }

  /** What the application has said before its time begins counts from its first report on. */
  private void begin(long mark, String application) {
    if (mark == Mark.BEGIN) {
      expected.refresh();
    }
    ownTimed.told(application, mark);
  }

  private long held(long mark, long appended) {
    return Math.min(mark, appended + config.toleranceMillis());
  }

  /** Passes on what is in the record; returns the greatest event time. */
  private long read(Record<byte[], byte[]> record, int partition) {
    long greatest = Long.MIN_VALUE;
    for (var part : reading.read(record.key(), record.value(), partition, record.timestamp())) {
      forward(record, part);
      if (part instanceof Measured measured) {
        greatest = Math.max(greatest, measured.measurements().eventTimeMillis());
      }
    }
    return greatest;
  }

  /** An application's own time goes everywhere at once: its reports may come from anywhere. */
  private void tell(Record<byte[], byte[]> cause, int partition, long millis, String application) {
    forward(cause, new Reached(new Way(partition, partition, true), millis, application));
    for (int to = 0; to < config.partitions(); to++) {
      forward(cause, new Reached(new Way(partition, to, false), millis, application));
    }
  }

  private void tell(Record<byte[], byte[]> cause, int partition) {
    forward(cause, new Reached(new Way(partition, partition, true), time.reached(), null));
    if (time.tell()) {
      for (int to = 0; to < config.partitions(); to++) {
        forward(cause, new Reached(new Way(partition, to, false), time.reached(), null));
      }
    }
  }

  private void forward(Record<byte[], byte[]> cause, Reported part) {
    var to = Objects.requireNonNull(context);
    if (part instanceof Unreadable letter) {
      to.forward(deadLetter(cause, letter));
    } else if (part instanceof OnItsWay other && !other.way().atHome()) {
      bundle(other, cause.timestamp());
    } else {
      to.forward(new Record<>(NO_KEY, part, cause.timestamp()));
    }
  }

  private void bundle(OnItsWay part, long timestamp) {
    var bundle = bundles[part.way().to()];
    bundle.add(part, timestamp);
    if (bundle.isFull()) {
      send(part.way().to());
    }
  }

  private void send(int to) {
    var bundle = bundles[to];
    if (!bundle.isEmpty()) {
      long timestamp = bundle.timestamp();
      var record = new Record<byte[], Reported>(NO_KEY, new Bundle(to, bundle.take()), timestamp);
      Objects.requireNonNull(context).forward(record);
    }
  }

  /** What other partitions are told waits for the commit, before which they would not see it anyway. */
  private void beforeCommit(DeferredStore found) {
    time.save(found);
    ownTimed.save(found);
    for (int to = 0; to < bundles.length; to++) {
      send(to);
    }
  }

  // A compressed batch may hold records that are larger than any topic takes: of such a one the
  // letter only tells.
  private Record<byte[], Reported> deadLetter(Record<byte[], byte[]> cause, Unreadable part) {
    var bytes = part.bytes();
    boolean fits = bytes == null || bytes.length <= config.maxLetterBytes();
    var letter = fits ? part : new Unreadable(part.reason(), null);
    var found = fits ? cause.headers() : new RecordHeaders();
    return cause
        .<Reported>withValue(letter)
        .withHeaders(DeadLetters.headers(found, at(), config.stage(), part.reason()));
  }

  private RecordMetadata at() {
    return Objects.requireNonNull(context).recordMetadata().orElseThrow();
  }

  /** When it is first needed: the store is whole by then, however it came back. */
  private void restoreOnce() {
    if (store == null) {
      var own = Objects.requireNonNull(context);
      DeferredStore found = own.getStateStore(config.store());
      time.restore(found);
      ownTimed.restore(found);
      found.beforeCommit("reading", own, () -> beforeCommit(found));
      store = found;
    }
  }
}
