package io.millrace.metrics.contract.monitor;

import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.metrics.contract.samples.SampleInput;
import io.millrace.metrics.store.DeferredStore;
import io.millrace.topology.Topics;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/** Samples in; violations out, once an episode and once at its end, and the newest verdicts. */
public final class ContractMonitoring {
  /** Holds what is remembered of each contract, objective and scope. */
  public static final String STORE = "contract-monitor";

  private ContractMonitoring() {}

  /**
   * How dead letters are written.
   *
   * @param stage whose name they bear
   * @param deadLetters the operator that writes them; the stage may have others that do
   */
  record Names(String stage, String deadLetters) {}

  /**
   * Adds the monitor to a stage.
   *
   * @param samples of the samples topic
   * @param contracts started and closed by the stage
   * @param stage whose name dead letters bear
   */
  public static void addTo(
      StreamsBuilder builder,
      KStream<byte[], SampleInput> samples,
      Topics topics,
      ContractIndex contracts,
      MonitorConfig config,
      String stage) {
    builder.addStateStore(DeferredStore.builder(STORE));
    var names = new Names(stage, "bury-samples");
    var outgoing = samples.process(
        () -> new MonitorProcessor(topics, contracts, config, names), Named.as(STORE), STORE);
    topics.violations().raw().write(outgoing);
    topics.verdicts().raw().write(outgoing);
    outgoing.to(
        topics.deadLetters().name(),
        Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(names.deadLetters()));
  }
}
