package io.millrace.metrics;

import io.millrace.metrics.window.ClosedWindow;
import io.millrace.metrics.window.OpenInstances;
import io.millrace.metrics.window.PartitionWindows;
import io.millrace.metrics.window.Sample;
import io.millrace.metrics.window.Series;
import io.millrace.metrics.window.SeriesWindow;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.DeadLetters;
import io.millrace.topology.Mark;
import io.millrace.topology.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
 * Puts samples into windows and writes those that close. Its only clock is the log: the time of a partition is the
 * greatest event time in it, clamped to the record's own time plus the tolerance, or the greatest mark.
 */
final class QualityProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(QualityProcessor.class);
  private static final int MOST_SAID = 1000;

  private final Topics topics;
  private final SampleReader reader;
  private final WindowPlan plan;
  private final QualityConfig config;
  private final Set<String> said = new HashSet<>();
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable PartitionWindows windows;

  QualityProcessor(Topics topics, SampleReader reader, WindowPlan plan, QualityConfig config) {
    this.topics = topics;
    this.reader = reader;
    this.plan = plan;
    this.config = config;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.windows = null;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    List<Sample> samples;
    @Nullable Long mark;
    try {
      mark = Mark.time(record.headers());
      samples = mark == null ? reader.read(record) : List.of();
    } catch (RuntimeException e) {
      // Whatever is wrong with this record, the next one is another: the stage must not stop for
      // it.
      bury(record, e);
      return;
    }
    long latest = record.timestamp() + config.tolerance().toMillis();
    long reached = mark == null ? Long.MIN_VALUE : Math.min(mark, latest);
    for (var sample : samples) {
      long time = Math.min(sample.eventTimeMillis(), latest);
      add(sample, time, record);
      reached = Math.max(reached, time);
    }
    windows().advance(reached, (key, window) -> write(key, window, record));
  }

  private void add(Sample sample, long time, Record<byte[], byte[]> record) {
    var series = windows().admitted(sample.series());
    if (!series.instance().equals(sample.instance())) {
      say(series);
    }
    for (var spec : plan.windows(series.application(), series.metric())) {
      windows()
          .add(
              new SeriesWindow(series, spec),
              time,
              sample.value(),
              (key, window) -> write(key, window, record));
    }
  }

  /** Once for each application; how many values it concerns is the count of the windows of that name. */
  private void say(Series series) {
    if (said.size() < MOST_SAID && said.add(series.application())) {
      LOG.warn(
          "application {} has more than {} instances at a time: values of further ones are counted under {}",
          series.application(),
          config.instancesPerApplication(),
          OpenInstances.OTHER);
    }
  }

  /** Found when it is first needed: the store is whole by then, however it came back. */
  private PartitionWindows windows() {
    if (windows == null) {
      KeyValueStore<Bytes, byte[]> store =
          Objects.requireNonNull(context).getStateStore(QualityStage.STORE);
      windows = new PartitionWindows(
          new KafkaPaneStore(store), config.instancesPerApplication(), config.seriesInMemory());
    }
    return windows;
  }

  private void write(SeriesWindow key, ClosedWindow window, Record<byte[], byte[]> cause) {
    var result = result(key, window);
    var topic = topics.windows();
    var bytes = Objects.requireNonNull(topic.values().serializer().serialize(topic.name(), result));
    var name = result.seriesKey().getBytes(StandardCharsets.UTF_8);
    Objects.requireNonNull(context)
        .forward(new Record<>(name, bytes, cause.timestamp(), new RecordHeaders()), topic.sink());
  }

  private static WindowResult result(SeriesWindow key, ClosedWindow window) {
    var series = key.series();
    return new WindowResult(
        series.application(),
        series.stage(),
        series.instance(),
        series.metric(),
        key.spec().kind(),
        Instant.ofEpochMilli(window.start()),
        Instant.ofEpochMilli(window.end()),
        window.values(),
        window.late(),
        window.missing(),
        Finality.FINAL);
  }

  private void bury(Record<byte[], byte[]> record, RuntimeException why) {
    var to = Objects.requireNonNull(context);
    var reason = why.getMessage() == null ? why.toString() : why.getMessage();
    var headers = DeadLetters.headers(
        record.headers(), to.recordMetadata().orElseThrow(), QualityStage.NAME, reason);
    to.forward(record.withHeaders(headers), topics.deadLetters().sink());
  }
}
