package io.millrace.metrics;

import io.millrace.metrics.contract.samples.SampleEvent;
import io.millrace.metrics.contract.samples.SampleEvent.Marked;
import io.millrace.metrics.reports.Reported.Measured;
import io.millrace.metrics.reports.Reported.OnItsWay;
import io.millrace.metrics.reports.Reported.Reached;
import io.millrace.metrics.window.ChannelTimes;
import io.millrace.metrics.window.OpenWindows;
import io.millrace.metrics.window.Sample;
import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Measurement;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The values of reports one by one, and the least time of the ways on which they come; the times of applications that have
 * one of their own are told by their windows. The times are not kept over a
 * restart: until each way has told its own again, no time is told.
 */
final class EventsProcessor implements Processor<byte[], OnItsWay, byte[], SampleEvent> {
  private static final Map<Category, Map<String, String>> LABELS = labels();

  private final int partitions;
  private @Nullable ProcessorContext<byte[], SampleEvent> context;
  private ChannelTimes times;
  private long told = OpenWindows.NO_TIME;

  /** @param partitions of the reports topic */
  EventsProcessor(int partitions) {
    this.partitions = partitions;
    this.times = new ChannelTimes(partitions + 1);
  }

  private static Map<Category, Map<String, String>> labels() {
    var labels = new EnumMap<Category, Map<String, String>>(Category.class);
    for (var category : Category.values()) {
      labels.put(category, Map.of("category", category.toString()));
    }
    return labels;
  }

  @Override
  public void init(ProcessorContext<byte[], SampleEvent> context) {
    this.context = context;
    this.times = new ChannelTimes(partitions + 1);
    this.told = OpenWindows.NO_TIME;
  }

  @Override
  public void process(Record<byte[], OnItsWay> record) {
    var what = record.value();
    if (what instanceof Measured measured) {
      // What others pass on of a source counts where the source's own reports do.
      measured.measurements().values().forEach(one -> forward(record, sample(measured, one)));
    } else if (what instanceof Reached reached && reached.application() == null) {
      times.reached(what.way().atHome() ? partitions : what.way().from(), reached.millis());
      if (times.watermark() > told) {
        told = times.watermark();
        forward(record, new Marked(told, null));
      }
    }
  }

  private static SampleEvent sample(Measured measured, Measurement one) {
    var from = measured.measurements();
    var source = from.source();
    var sample = new Sample(
        source.application(),
        source.stage(),
        source.instance(),
        one.metric(),
        one.value(),
        from.eventTimeMillis());
    return new SampleEvent.Measured(
        sample, LABELS.getOrDefault(one.category(), Map.of()), measured.ownTime());
  }

  private void forward(Record<byte[], OnItsWay> cause, SampleEvent event) {
    Objects.requireNonNull(context).forward(cause.withValue(event));
  }
}
