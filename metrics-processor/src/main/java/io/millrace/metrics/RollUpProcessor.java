package io.millrace.metrics;

import io.millrace.metrics.store.DeferredStore;
import io.millrace.metrics.window.ChannelTimes;
import io.millrace.metrics.window.OpenRollUps;
import io.millrace.metrics.window.PartitionWindows;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Mark;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Puts the closed windows of instances together, for each stage and for each application. They come from all partitions
 * of the windows, and the least time that these have passed is the watermark: by then every part has come.
 */
final class RollUpProcessor implements Processor<byte[], Outcome, String, WindowResult> {
  private static final Bytes TIMES = Bytes.wrap(new byte[] {0, 2});

  private final int partitions;
  private ChannelTimes times;
  private OwnTimes<OwnRollUps> own;
  private @Nullable ProcessorContext<String, WindowResult> context;
  private @Nullable OpenRollUps rollUps;

  /** @param partitions of the windows */
  RollUpProcessor(int partitions) {
    this.partitions = partitions;
    this.times = new ChannelTimes(partitions);
    this.own = new OwnTimes<>(partitions, this::ownRollUps);
  }

  /** The roll-ups of an application whose time is its own. */
  private record OwnRollUps(OpenRollUps open, ChannelTimes times, KafkaPaneStore store)
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

  private OwnRollUps ownRollUps(String application, ChannelTimes channels) {
    DeferredStore store = Objects.requireNonNull(context).getStateStore(MetricsStage.ROLL_UPS);
    var panes = new KafkaPaneStore(store.entries(), application);
    return new OwnRollUps(new OpenRollUps(panes), channels, panes);
  }

  @Override
  public void init(ProcessorContext<String, WindowResult> context) {
    this.context = context;
    this.rollUps = null;
  }

  @Override
  public void process(Record<byte[], Outcome> record) {
    var open = rollUps();
    if (record.value() instanceof Outcome.Closed closed) {
      var apart = own.of(closed.key().series().application());
      (apart == null ? open : apart.open()).add(closed.key(), closed.window());
    } else if (record.value() instanceof Outcome.Passed passed) {
      pass(passed, open, record.timestamp());
    }
  }

  private void pass(Outcome.Passed passed, OpenRollUps open, long causedAt) {
    PartitionWindows.Output out = (key, window) -> {
      var result = Results.rolledUp(key, window);
      Objects.requireNonNull(context).forward(new Record<>(result.seriesKey(), result, causedAt));
    };
    var application = passed.application();
    if (application == null) {
      times.reached(passed.from(), passed.millis());
      open.advance(times.watermark(), out);
      return;
    }
    var apart = own.open(application);
    apart.times().reached(passed.from(), passed.millis());
    long watermark = apart.times().watermark();
    apart.open().advance(watermark, out);
    if (watermark >= Mark.END) {
      own.end(application);
    }
  }

  /** Found when it is first needed: the store is whole by then, however it came back. */
  private OpenRollUps rollUps() {
    if (rollUps == null) {
      DeferredStore store = Objects.requireNonNull(context).getStateStore(MetricsStage.ROLL_UPS);
      var found = new OpenRollUps(new KafkaPaneStore(store.entries()));
      times = new ChannelTimes(partitions);
      own = new OwnTimes<>(partitions, this::ownRollUps);
      own.restore(store.entries());
      var bytes = store.entries().get(TIMES);
      if (bytes != null) {
        times.restore(bytes);
      }
      store.beforeCommit("roll-ups", () -> {
        found.save();
        own.save(store.entries());
        store.entries().put(TIMES, times.toBytes());
      });
      rollUps = found;
    }
    return rollUps;
  }
}
