package io.millrace.metrics;

import io.millrace.metrics.reports.Reported.Measured;
import io.millrace.metrics.reports.Reported.OnItsWay;
import io.millrace.metrics.reports.Reported.Reached;
import io.millrace.metrics.store.DeferredStore;
import io.millrace.metrics.window.Arrival;
import io.millrace.metrics.window.ChannelTimes;
import io.millrace.metrics.window.ClosedWindow;
import io.millrace.metrics.window.OpenInstances;
import io.millrace.metrics.window.OpenWindows;
import io.millrace.metrics.window.PartitionWindows;
import io.millrace.metrics.window.Series;
import io.millrace.metrics.window.SeriesWindow;
import io.millrace.metrics.window.WindowPlan;
import io.millrace.model.qoa.Measurements;
import io.millrace.topology.Mark;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the numbers of a partition's sources into windows and passes on those that close. They come straight from the
 * partition of the reports topic, and from each of its partitions over the way for reports that stand elsewhere: the
 * least time of all these channels is the watermark. Whether a value is late its own channel decides. An application
 * whose time is told by marks of its own has its windows apart.
 */
final class WindowProcessor implements Processor<byte[], OnItsWay, byte[], Outcome> {
  private static final Logger LOG = LoggerFactory.getLogger(WindowProcessor.class);
  private static final Bytes TIMES = Bytes.wrap(new byte[] {0, 2});
  private static final byte[] NO_KEY = {};
  private static final int MOST_SAID = 1000;

  private final WindowPlan plan;
  private final QualityConfig config;
  private final int partitions;
  private final long stepMillis;
  private final Set<String> said = new HashSet<>();
  private @Nullable ProcessorContext<byte[], Outcome> context;
  private @Nullable PartitionWindows windows;
  private ChannelTimes times;
  private OwnTimes<OwnWindows> own;
  private long told = OpenWindows.NO_TIME;
  private long causedAt;

  /**
   * @param partitions of the reports topic
   * @param stepMillis how far the watermark goes before the roll-ups are told
   */
  WindowProcessor(WindowPlan plan, QualityConfig config, int partitions, long stepMillis) {
    this.plan = plan;
    this.config = config;
    this.partitions = partitions;
    this.stepMillis = stepMillis;
    this.times = new ChannelTimes(partitions + 1);
    this.own = new OwnTimes<>(partitions + 1, this::ownWindows);
  }

  /** The windows of an application whose time is its own. */
  private record OwnWindows(PartitionWindows open, ChannelTimes times, KafkaPaneStore store)
      implements OwnTimes.Kept {
    @Override
    public void save() {
      open.save();
    }

    @Override
    public void clear() {
      store.clear();
    }
  }

  private OwnWindows ownWindows(String application, ChannelTimes channels) {
    DeferredStore store = Objects.requireNonNull(context).getStateStore(MetricsStage.WINDOWS);
    var panes = new KafkaPaneStore(store.entries(), application);
    var open = PartitionWindows.savingLater(
        panes, config.instancesPerApplication(), config.seriesInMemory());
    return new OwnWindows(open, channels, panes);
  }

  @Override
  public void init(ProcessorContext<byte[], Outcome> context) {
    this.context = context;
    this.windows = null;
  }

  @Override
  public void process(Record<byte[], OnItsWay> record) {
    var open = windows();
    causedAt = record.timestamp();
    var what = record.value();
    int channel = what.way().atHome() ? partitions : what.way().from();
    if (what instanceof Measured measured) {
      var apart = own.of(measured.measurements().source().application());
      if (apart == null) {
        add(measured.measurements(), times.of(channel), open);
      } else {
        add(measured.measurements(), apart.times().of(channel), apart.open());
      }
    } else if (what instanceof Reached reached) {
      reach(reached, channel, open);
    }
  }

  private void reach(Reached reached, int channel, PartitionWindows open) {
    var application = reached.application();
    if (application == null) {
      times.reached(channel, reached.millis());
      advance(times.watermark(), open);
      return;
    }
    var apart = own.open(application);
    apart.times().reached(channel, reached.millis());
    advance(application, apart);
  }

  private void advance(String application, OwnWindows apart) {
    long watermark = apart.times().watermark();
    if (watermark <= apart.open().watermark()) {
      return;
    }
    apart.open().advance(watermark, this::closed);
    forward(new Outcome.Passed(partition(), partitionOf(application), watermark, application));
    if (watermark >= Mark.END) {
      own.end(application);
    }
  }

  private void add(Measurements measurements, long reached, PartitionWindows open) {
    var source = measurements.source();
    for (var one : measurements.values()) {
      var series =
          new Series(source.application(), source.stage(), source.instance(), one.metric());
      var admitted = open.admitted(series);
      if (!admitted.instance().equals(series.instance())) {
        say(admitted.application());
      }
      var arrival =
          new Arrival(measurements.eventTimeMillis(), one.value(), measurements.passedOn());
      for (var spec : plan.windows(series.application(), series.metric())) {
        open.add(new SeriesWindow(admitted, spec), arrival, reached, this::closed);
      }
    }
  }

  /** Once for each application; how many values it concerns is the count of the windows of that name. */
  private void say(String application) {
    if (said.size() < MOST_SAID && said.add(application)) {
      LOG.warn(
          "application {} has more than {} instances at a time: values of further ones are counted under {}",
          application,
          config.instancesPerApplication(),
          OpenInstances.OTHER);
    }
  }

  private void advance(long watermark, PartitionWindows open) {
    if (watermark <= open.watermark()) {
      return;
    }
    open.advance(watermark, this::closed);
    if (told == OpenWindows.NO_TIME
        || Math.floorDiv(watermark, stepMillis) != Math.floorDiv(told, stepMillis)) {
      told = watermark;
      for (int to = 0; to < partitions; to++) {
        forward(new Outcome.Passed(partition(), to, watermark, null));
      }
    }
  }

  private void closed(SeriesWindow key, ClosedWindow window) {
    int to = partitionOf(key.series().application());
    forward(new Outcome.Closed(partition(), to, key, window));
  }

  private int partitionOf(String application) {
    return Utils.toPositive(Utils.murmur2(application.getBytes(StandardCharsets.UTF_8)))
        % partitions;
  }

  private int partition() {
    return Objects.requireNonNull(context).taskId().partition();
  }

  private void forward(Outcome outcome) {
    Objects.requireNonNull(context).forward(new Record<>(NO_KEY, outcome, causedAt));
  }

  /** Found when it is first needed: the store is whole by then, however it came back. */
  private PartitionWindows windows() {
    if (windows == null) {
      DeferredStore store = Objects.requireNonNull(context).getStateStore(MetricsStage.WINDOWS);
      var found = PartitionWindows.savingLater(
          new KafkaPaneStore(store.entries()),
          config.instancesPerApplication(),
          config.seriesInMemory());
      restoreTimes(store, found);
      store.beforeCommit("windows", () -> {
        found.save();
        own.save(store.entries());
        store.entries().put(TIMES, times.toBytes());
      });
      windows = found;
    }
    return windows;
  }

  private void restoreTimes(DeferredStore store, PartitionWindows found) {
    times = new ChannelTimes(partitions + 1);
    own = new OwnTimes<>(partitions + 1, this::ownWindows);
    own.restore(store.entries());
    var bytes = store.entries().get(TIMES);
    if (bytes != null) {
      times.restore(bytes);
    }
    told = found.watermark();
  }
}
