package io.millrace.metrics.reports;

import io.millrace.metrics.reports.Reported.Bundle;
import io.millrace.metrics.reports.Reported.OnItsWay;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Takes bundles apart, each part under the time of the record that it stood in. */
final class Unbundling implements Processor<byte[], Bundle, byte[], OnItsWay> {
  private @Nullable ProcessorContext<byte[], OnItsWay> context;

  @Override
  public void init(ProcessorContext<byte[], OnItsWay> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], Bundle> record) {
    var to = Objects.requireNonNull(context);
    var bundle = new BundleReader(record.value().bytes());
    while (bundle.hasNext()) {
      var part = bundle.next();
      to.forward(new Record<>(record.key(), part, bundle.timestamp()));
    }
  }
}
