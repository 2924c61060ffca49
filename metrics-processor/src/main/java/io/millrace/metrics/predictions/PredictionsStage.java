package io.millrace.metrics.predictions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.metrics.contract.samples.ContractSamples;
import io.millrace.metrics.contract.samples.SampleEvent;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelDrift;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.topology.Stage;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.ModelCatalog;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Results, reported answers and feedback in; how fast and sure each version of each model was, and how right as far as the truth is known,
 * out. What partitions count apart is merged exactly, so the outcome does not depend on which partition a result stood in.
 */
public final class PredictionsStage implements Stage {
  public static final String NAME = "predictions";

  private static final String RESULTS_STORE = "result-windows";
  private static final String JOIN_STORE = "feedback-join";
  private static final String REPORTED_STORE = "reported-times";
  private static final String MERGE_STORE = "prediction-windows";
  private static final Duration COMMIT = Duration.ofSeconds(1);
  // How often the loop looks for work where nothing comes, and how long records wait for others.
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String LINGER =
      StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG);
  private static final int MOST_ASKED = 1000;
  private static final Duration CATALOG_PATIENCE = Duration.ofSeconds(30);

  private final Topics topics;
  private final ModelCatalog catalog;
  private final ContractIndex contracts;
  private final OwnSamples samples;
  private final PredictionsConfig config;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  /**
   * @param catalog says which models declare feedback; started and closed by the caller
   * @param contracts say which of the results they look at; started and closed by the stage
   */
  public PredictionsStage(
      Topics topics, ModelCatalog catalog, ContractIndex contracts, PredictionsConfig config) {
    this.topics = topics;
    this.catalog = catalog;
    this.contracts = contracts;
    this.samples = new OwnSamples(contracts);
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void addTo(StreamsBuilder builder) {
    builder.addStateStore(store(RESULTS_STORE));
    builder.addStateStore(store(JOIN_STORE));
    builder.addStateStore(store(REPORTED_STORE));
    builder.addStateStore(store(MERGE_STORE));
    // Marks stand on a topic of their own, since people read results.
    var marks = topics.marks().read(builder);
    var results = results(builder, marks);
    var feedback = feedback(builder, marks);
    ContractSamples.addTo(builder, told(results, "of-answers"), topics, contracts::includes, NAME);
    var answered = results.merge(reported(builder), Named.as("predictions"));
    var joined = join(builder, answered.merge(feedback, Named.as("predictions-and-truths")));
    var answers = results
        .filter((key, message) -> message instanceof Message.ToMerge, Named.as("to-merge"))
        .repartition(repartitioned("windows-by-version"));
    merge(answers.merge(joined, Named.as("windows-and-accuracies")));
  }

  private static StoreBuilder<?> store(String name) {
    // What changes often between two commits is written once.
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  private KStream<String, Message> results(StreamsBuilder builder, KStream<byte[], byte[]> marks) {
    return topics
        .results()
        .raw()
        .read(builder)
        .merge(marks, Named.as("results-and-marks"))
        .process(
            () -> new ResultsProcessor(RESULTS_STORE, config, this::known, samples),
            Named.as("look-at-results"),
            RESULTS_STORE);
  }

  private KStream<String, Message> reported(StreamsBuilder builder) {
    var answers = topics.answers();
    int writers = topics.reports().settings().partitions();
    return answers
        .raw()
        .read(builder)
        .process(
            () -> new ReportedProcessor(answers, config, writers, REPORTED_STORE),
            Named.as("look-at-answers"),
            REPORTED_STORE);
  }

  private KStream<String, Message> feedback(StreamsBuilder builder, KStream<byte[], byte[]> marks) {
    var topic = topics.feedback();
    var read = new Topic<>(topic.name(), anyBytes(), Serdes.ByteArray(), topic.settings())
        .read(builder)
        .merge(
            marks.selectKey((key, value) -> "", Named.as("marks-of-feedback")),
            Named.as("feedback-and-marks"))
        .process(() -> new FeedbackProcessor(config), Named.as("read-truths"));
    var letters = read.filter(
            (key, message) -> message instanceof Message.Unreadable, Named.as("unreadable"))
        .mapValues(message -> ((Message.Unreadable) message).bytes(), Named.as("unreadable-bytes"));
    var dead = topics.deadLetters();
    new Topic<>(dead.name(), anyBytes(), dead.values(), dead.settings()).write(letters);
    return read;
  }

  private KStream<String, Message> join(StreamsBuilder builder, KStream<String, Message> messages) {
    var joined = messages
        .filter((key, message) -> message instanceof Message.ToJoin, Named.as("to-join"))
        .repartition(repartitioned("predictions-by-id"))
        .process(
            () -> new JoinProcessor(JOIN_STORE, config, partitions(), samples),
            Named.as("join-truths"),
            JOIN_STORE);
    ContractSamples.addTo(
        builder, told(joined, "of-truths"), topics, contracts::includes, NAME, "join");
    return joined
        .filter((key, message) -> message instanceof Message.ToMerge, Named.as("joined-to-merge"))
        .repartition(repartitioned("accuracy-by-version"));
  }

  private static KStream<String, SampleEvent> told(KStream<String, Message> messages, String what) {
    return messages
        .filter((key, message) -> message instanceof Message.Told, Named.as("told-" + what))
        .mapValues(message -> ((Message.Told) message).event(), Named.as("samples-" + what));
  }

  private void merge(KStream<String, Message> parts) {
    var outgoing = parts.process(
        () -> new MergeProcessor(topics, MERGE_STORE, config, partitions(), this::driftOf, samples),
        Named.as("merge-windows"),
        MERGE_STORE);
    topics.windows().raw().write(outgoing);
    topics.accuracy().raw().write(outgoing);
    topics.drift().raw().write(outgoing);
    topics.inputQuality().raw().write(outgoing);
    outgoing.to(
        topics.samples().name(),
        Produced.with(Serdes.ByteArray(), Serdes.ByteArray())
            .withName(MergeProcessor.SAMPLES_SINK));
  }

  private Repartitioned<String, Message> repartitioned(String name) {
    return Repartitioned.with(Serdes.String(), new MessageSerde())
        .withName(name)
        .withNumberOfPartitions(partitions())
        .withStreamPartitioner(PredictionsStage::partition);
  }

  /** A note of the time reached goes everywhere, all else by its key. */
  private static Optional<Set<Integer>> partition(
      String topic, String key, Message message, int partitions) {
    return message instanceof Message.Reached
        ? Optional.of(
            IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet()))
        : Optional.empty();
  }

  private int partitions() {
    return topics.results().settings().partitions();
  }

  private @Nullable ModelDrift driftOf(String model) {
    var known = known(model);
    return known == null ? null : known.drift();
  }

  private @Nullable ModelRecord known(String model) {
    try {
      var name = new ModelName(model);
      var known = catalog.find(name);
      if (known == null && asked.size() < MOST_ASKED && asked.add(model)) {
        // The view may be a moment behind the log on which the result stands.
        catalog.catchUp(COMMIT);
        known = catalog.find(name);
      }
      return known;
    } catch (InvalidRequestException e) { // the name of no model
      return null;
    }
  }

  // Keys may be any bytes, and go to the dead letters as they are.
  private static Serde<String> anyBytes() {
    return Serdes.serdeFrom(
        (topic, key) -> key == null ? null : key.getBytes(ISO_8859_1),
        (topic, bytes) -> bytes == null ? null : new String(bytes, ISO_8859_1));
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of(
        // Nobody waits for this, and fewer commits leave more of the machine to those who do.
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        (int) COMMIT.toMillis(),
        StreamsConfig.POLL_MS_CONFIG,
        (int) POLL.toMillis(),
        LINGER,
        (int) POLL.toMillis(),
        // Results and feedback wait for each other in the join, by times on the log.
        StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
        StreamsConfig.MAX_TASK_IDLE_MS_DISABLED,
        StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
        config.cacheBytes());
  }

  /** Reads the registry to its end, so that no result is taken for one of a model that declares nothing. */
  @Override
  public void start() {
    catalog.start();
    if (!catalog.catchUp(CATALOG_PATIENCE)) {
      throw new IllegalStateException(
          "%s could not be read within %s".formatted(catalog, CATALOG_PATIENCE));
    }
    contracts.start();
  }

  @Override
  public void close() {
    contracts.close();
  }

  @Override
  public String toString() {
    return "PredictionsStage{%s, %s, %s -> %s, %s}"
        .formatted(
            topics.results(),
            topics.answers(),
            topics.feedback(),
            topics.windows(),
            topics.accuracy());
  }
}
