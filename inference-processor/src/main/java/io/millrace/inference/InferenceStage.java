package io.millrace.inference;

import io.millrace.inference.registry.RegistryProcessor;
import io.millrace.port.HeadStart;
import io.millrace.port.ModelRepository;
import io.millrace.port.ReplySink;
import io.millrace.port.ServingMeter;
import io.millrace.topology.Stage;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.ModelCatalog;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;

/** Requests in, results out; and the model registry's one writer. */
public final class InferenceStage implements Stage {
  public static final String NAME = "inference";

  private final Topics topics;
  private final Sessions sessions;
  private final Preloading preloading;
  private final BatchAhead batchAhead;
  private final RunAhead runAhead;
  private final ReplySink replies;

  /**
   * @param catalog followed by this stage; started and closed by the caller
   * @param repository where registered versions' files are
   * @param replies hears of each result once its record is on its way
   */
  public InferenceStage(
      Topics topics,
      ModelCatalog catalog,
      ModelRepository repository,
      InferenceConfig config,
      ReplySink replies) {
    this(topics, catalog, repository, config, replies, ServingMeter.NONE);
  }

  /** As the other, and counts runs and results. */
  public InferenceStage(
      Topics topics,
      ModelCatalog catalog,
      ModelRepository repository,
      InferenceConfig config,
      ReplySink replies,
      ServingMeter meter) {
    this.topics = topics;
    this.replies = metered(replies, meter);
    this.sessions = new Sessions(repository);
    catalog.servedWhen(sessions);
    this.preloading = new Preloading(catalog, sessions);
    var reader = new RequestReader(catalog, sessions, RequestReader.PATIENCE);
    var counters = new BatchCounters(meter);
    int mostTold = topics.results().settings().maxMessageBytes() / 2;
    this.runAhead = new RunAhead(
        reader,
        config,
        Clocks.SYSTEM,
        counters,
        new Early(metered(replies::offerAhead, meter), mostTold));
    this.batchAhead = new BatchAhead(
        topics.requests().name(),
        reader,
        config,
        Clocks.SYSTEM,
        counters,
        new Early(this.replies, mostTold),
        runAhead);
  }

  private static ReplySink metered(ReplySink replies, ServingMeter meter) {
    return result -> {
      meter.resulted(result);
      replies.offer(result);
    };
  }

  /** Runs requests of this process ahead of the log. */
  public HeadStart headStart() {
    return runAhead;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void addTo(StreamsBuilder builder) {
    foldRegistry(builder);
    answerRequests(builder);
  }

  private void foldRegistry(StreamsBuilder builder) {
    builder.addStateStore(Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(RegistryProcessor.STORE),
        Serdes.String(),
        topics.models().values()));
    var records = topics
        .modelCommands()
        .read(builder)
        .process(
            () -> new RegistryProcessor(topics.models()),
            Named.as("model-registry-fold"),
            RegistryProcessor.STORE);
    topics.models().write(records);
  }

  private void answerRequests(StreamsBuilder builder) {
    var requests = topics.requests().raw();
    var writer = new ResultWriter(topics.results(), topics.deadLetters());
    var calls = new CallWriter(topics.celeryRequests());
    var outgoing = requests
        .read(builder)
        .process(
            () -> new InferenceProcessor(
                requests.name(),
                batchAhead,
                writer,
                calls,
                new InferenceProcessor.Sinks(
                    topics.results().sink(),
                    topics.celeryRequests().sink(),
                    topics.deadLetters().sink()),
                replies,
                runAhead),
            Named.as("infer"));
    written(topics.results()).write(outgoing, InferenceStage::replyPartition);
    written(topics.celeryRequests()).write(outgoing);
    written(topics.deadLetters()).write(outgoing);
  }

  private static Topic<byte[], Outgoing> written(Topic<?, ?> topic) {
    return new Topic<>(topic.name(), Serdes.ByteArray(), Outgoing.serde(), topic.settings());
  }

  private static Optional<Set<Integer>> replyPartition(
      String topic, byte[] id, Outgoing outgoing, int partitions) {
    return outgoing instanceof Outgoing.Result result
            && result.partition() != null
            && result.partition() < partitions
        ? Optional.of(Set.of(result.partition()))
        : Optional.empty();
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of(
        // Requests and registry commands are not joined, so neither waits for the other. By default
        // Kafka
        // Streams asks, for each record, how far behind the partitions without one are.
        StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
        StreamsConfig.MAX_TASK_IDLE_MS_DISABLED,
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        LookAheadInterceptor.class.getName(),
        StreamsConfig.mainConsumerPrefix(LookAheadInterceptor.BATCH_AHEAD),
        batchAhead);
  }

  /** Reads the registry to its end and loads the newest version of each model. */
  @Override
  public void start() {
    preloading.start();
  }

  /** How requests were batched since the stage was made. */
  public BatchStatistics statistics() {
    return batchAhead.statistics();
  }

  @Override
  public void close() {
    preloading.close();
    runAhead.close();
    sessions.close();
  }

  @Override
  public String toString() {
    return "InferenceStage{%s -> %s}".formatted(topics.requests(), topics.results());
  }
}
