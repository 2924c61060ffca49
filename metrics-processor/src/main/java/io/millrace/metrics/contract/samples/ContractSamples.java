package io.millrace.metrics.contract.samples;

import io.millrace.metrics.marks.Marks;
import io.millrace.metrics.store.DeferredStore;
import io.millrace.metrics.window.Sample;
import io.millrace.topology.Topics;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The way of a stage's values to the monitor of contracts: what some contract looks at goes to the samples topic, under
 * its application, and each task's marks go to every partition of it, so that the monitor knows how far all are.
 */
public final class ContractSamples {
  private static final String STORE = "contract-samples-waiting";

  private ContractSamples() {}

  /**
   * Adds the filter and the writing to a stage; once, since the topic's writer has one name.
   *
   * @param events in the order in which their task takes them: a mark says that nothing of before it is to come
   * @param wanted which values some contract or function looks at
   * @param stage whose name, with the task's partition, marks bear
   */
  public static <K> void addTo(
      StreamsBuilder builder,
      KStream<K, SampleEvent> events,
      Topics topics,
      Predicate<Sample> wanted,
      String stage) {
    builder.addStateStore(DeferredStore.keepingNothing(STORE));
    var samples = topics.samples();
    var written = events.process(
        () -> new SampleFilter<K>(samples, wanted, stage, STORE),
        Named.as("contract-samples"),
        STORE);
    samples.raw().write(written, Marks::partitions);
  }

  /**
   * As {@link #addTo(StreamsBuilder, KStream, Topics, Predicate, String)}, for a further place in the same stage.
   *
   * @param place within the stage; marks bear it beside the stage's name
   */
  public static <K> void addTo(
      StreamsBuilder builder,
      KStream<K, SampleEvent> events,
      Topics topics,
      Predicate<Sample> wanted,
      String stage,
      String place) {
    var store = "%s-%s".formatted(STORE, place);
    builder.addStateStore(DeferredStore.keepingNothing(store));
    var samples = topics.samples();
    var written = events.process(
        () -> new SampleFilter<K>(samples, wanted, stage + "-" + place, store),
        Named.as("contract-samples-" + place),
        store);
    written.to(
        samples.name(),
        Produced.with(Serdes.ByteArray(), Serdes.ByteArray())
            .withName("%s-%s".formatted(samples.sink(), place))
            .withStreamPartitioner(Marks::partitions));
  }
}
