package io.millrace.metrics.application;

import io.millrace.metrics.anomaly.MetricFunctions;
import io.millrace.metrics.contract.samples.SampleInput;
import io.millrace.metrics.window.Sample;
import io.millrace.topology.Topics;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;

/** Runs the functions of observed applications on the windows of their values, and writes what they find. */
public final class ObservationFunctions {
  /** Holds the values of open windows. */
  public static final String STORE = "observed-values";

  private ObservationFunctions() {}

  /**
   * Adds the functions to a stage that reads the samples topic.
   *
   * @param samples of that topic
   */
  public static void ofTopic(
      StreamsBuilder builder,
      KStream<byte[], SampleInput> samples,
      Topics topics,
      Observations observations,
      FunctionsConfig config) {
    var looked =
        samples.process(() -> new ObservedSamples(observations), Named.as("observed-samples"));
    addTo(builder, looked, topics, observations, config);
  }

  /**
   * Adds the functions to a stage.
   *
   * @param samples all values of an application in one partition, its marks among them: records without a value whose
   *     header tells the time that the partition has reached. Values that {@link Observations#looksAt} no function need not
   *     be among them.
   */
  public static void addTo(
      StreamsBuilder builder,
      KStream<String, Sample> samples,
      Topics topics,
      Observations observations,
      FunctionsConfig config) {
    var functions = MetricFunctions.load();
    // Each value changes a row. With the cache a row is written once a commit, not once a value.
    builder.addStateStore(Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled());
    topics
        .findings()
        .write(samples.process(
            () -> new FunctionsProcessor(STORE, observations, functions, config),
            Named.as("observation-functions"),
            STORE));
  }
}
