package io.millrace.metrics.contract.monitor;

import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.metrics.contract.samples.SampleInput;
import io.millrace.metrics.contract.samples.SampleInput.Sampled;
import io.millrace.metrics.contract.samples.SampleInput.Told;
import io.millrace.metrics.contract.samples.SampleInput.Unreadable;
import io.millrace.metrics.store.DeferredStore;
import io.millrace.model.contract.Judgement;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.Violation;
import io.millrace.topology.DeadLetters;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.serde.qoa.SampleRecords.Appended;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The monitor of a partition of the samples topic. */
final class MonitorProcessor implements Processor<byte[], SampleInput, byte[], byte[]> {
  private final Topics topics;
  private final ContractIndex contracts;
  private final MonitorConfig config;
  private final ContractMonitoring.Names names;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable PartitionMonitor monitor;
  private @Nullable OwnTimeMonitors ownTimes;
  private @Nullable MonitorStore store;
  private long causedAt;
  private long seen;
  private long nextChange;

  MonitorProcessor(
      Topics topics,
      ContractIndex contracts,
      MonitorConfig config,
      ContractMonitoring.Names names) {
    this.topics = topics;
    this.contracts = contracts;
    this.config = config;
    this.names = names;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.monitor = null;
    this.ownTimes = null;
    this.store = null;
    this.seen = -1;
    this.nextChange = Long.MAX_VALUE;
  }

  @Override
  public void process(Record<byte[], SampleInput> record) {
    var input = record.value();
    if (input instanceof Unreadable letter) {
      bury(record, letter);
      return;
    }
    if (input instanceof Told told) {
      follow(record.timestamp());
      take(told, record.timestamp());
    } else if (input instanceof Sampled sampled) {
      for (var one : sampled.samples()) {
        follow(one.appendedMillis());
        take(one, sampled.ownTime());
      }
    }
    ownTimes().goOn();
  }

  private void take(Appended one, boolean ownTime) {
    if (ownTime) {
      ownTimes().sample(one.sample(), contracts.entries(), one.appendedMillis());
    } else {
      monitor().sample(one.sample(), one.appendedMillis());
    }
  }

  private void take(Told told, long appended) {
    var application = told.application();
    if (application == null) {
      monitor().mark(told.source(), told.millis(), appended);
    } else {
      var own = new OwnTimeMonitors.Told(told.source(), told.millis());
      ownTimes().tell(application, own, contracts.entries(), appended);
    }
  }

  private void follow(long appended) {
    causedAt = appended;
    followContracts(appended);
  }

  private void followContracts(long appended) {
    long now = contracts.version();
    if (now != seen || appended >= nextChange) {
      nextChange = monitor().contracts(contracts.entries(), appended);
      ownTimes().contracts(contracts.entries(), appended);
      seen = now;
    }
  }

  /** Made when it is first needed: the store is whole by then, however it came back. */
  private PartitionMonitor monitor() {
    if (monitor == null) {
      monitor = new PartitionMonitor(store(), config, this::isOfThisPartition, new Writing());
    }
    return monitor;
  }

  /** As {@link #monitor}. */
  private OwnTimeMonitors ownTimes() {
    if (ownTimes == null) {
      int writers = topics.reports().settings().partitions();
      ownTimes = new OwnTimeMonitors(store(), config, writers, new Writing());
    }
    return ownTimes;
  }

  private MonitorStore store() {
    if (store == null) {
      DeferredStore found = Objects.requireNonNull(context).getStateStore(ContractMonitoring.STORE);
      store = new MonitorStore(found.entries(), topics);
      found.beforeCommit("monitor", store::save);
    }
    return store;
  }

  // As Kafka's own partitioner has it.
  private boolean isOfThisPartition(String application) {
    int hash = Utils.murmur2(application.getBytes(StandardCharsets.UTF_8));
    int partitions = topics.samples().settings().partitions();
    return Utils.toPositive(hash) % partitions
        == Objects.requireNonNull(context).taskId().partition();
  }

  private final class Writing implements MonitorOutput {
    @Override
    public void violation(Violation violation) {
      var of = violation.of();
      write(
          topics.violations(),
          "%s/%s".formatted(Scope.escape(of.contract()), of.scope()),
          violation);
    }

    @Override
    public void judgement(Judgement judgement) {
      write(topics.verdicts(), judgement.key(), judgement);
    }

    @Override
    public void forgotten(String key) {
      write(topics.verdicts(), key, null);
    }
  }

  // A tombstone has no value, which the types of Kafka do not tell.
  @SuppressWarnings("NullAway")
  private <V> void write(Topic<String, V> topic, String key, @Nullable V value) {
    var bytes = value == null ? null : topic.values().serializer().serialize(topic.name(), value);
    Objects.requireNonNull(context)
        .forward(
            new Record<>(
                key.getBytes(StandardCharsets.UTF_8), bytes, causedAt, new RecordHeaders()),
            topic.sink());
  }

  // What was found may be nothing, which the types of Kafka do not tell.
  @SuppressWarnings("NullAway")
  private void bury(Record<byte[], SampleInput> record, Unreadable letter) {
    var to = Objects.requireNonNull(context);
    var headers = DeadLetters.headers(
        record.headers(), to.recordMetadata().orElseThrow(), names.stage(), letter.reason());
    to.forward(
        new Record<>(record.key(), letter.found(), record.timestamp(), headers),
        names.deadLetters());
  }
}
