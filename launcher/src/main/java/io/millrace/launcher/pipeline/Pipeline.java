package io.millrace.launcher.pipeline;

import io.millrace.inference.BatchStatistics;
import io.millrace.inference.InferenceConfig;
import io.millrace.inference.InferenceStage;
import io.millrace.inference.registry.FolderModelRepository;
import io.millrace.ingress.Backends;
import io.millrace.ingress.Info;
import io.millrace.ingress.Ingress;
import io.millrace.ingress.IngressConfig;
import io.millrace.port.ModelRepository;
import io.millrace.port.ReplySink;
import io.millrace.topology.InstanceId;
import io.millrace.topology.Profile;
import io.millrace.topology.Stage;
import io.millrace.topology.StageConfig;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.registry.ModelPublisher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Everything that one process runs, in the order in which a request travels: the ingress writes it to the log, the
 * inference stage answers it, and the ingress hands the answer back.
 */
public final class Pipeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final int LINGER_MS = 5;
  private static final Duration START = Duration.ofSeconds(60);

  private final PipelineConfig config;
  private final Topics topics;
  private final ModelRepository repository;
  private final ModelCatalog catalog;
  private final ModelPublisher publisher;
  private final List<RouterFunction<ServerResponse>> extraRoutes;
  private final List<StageRunner> stages = new CopyOnWriteArrayList<>();
  // Closed in reverse, so that what others use goes last.
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private boolean closed;
  private @Nullable Ingress ingress;
  private volatile ReplySink replies = ReplySink.NONE;
  private @Nullable InferenceStage inference;

  public Pipeline(PipelineConfig config) {
    this(config, List.of());
  }

  /** @param extraRoutes served by the ingress beside its own */
  public Pipeline(PipelineConfig config, List<RouterFunction<ServerResponse>> extraRoutes) {
    this.config = config;
    this.extraRoutes = extraRoutes;
    this.topics = new Topics(config.topics());
    this.repository = new FolderModelRepository(config.modelRepository(), InstantSource.system());
    this.catalog = new ModelCatalog(topics, config.bootstrap());
    this.publisher = new ModelPublisher(topics, config.bootstrap(), catalog);
  }

  /**
   * Starts all parts; returns when they work.
   *
   * @throws RuntimeException if one does not; what had started is closed again
   */
  public Pipeline start() throws InterruptedException {
    try {
      closeLater(publisher);
      closeLater(catalog);
      new TopicsAdmin(config.bootstrap()).ensure(topics.all());
      catalog.start();
      var door = CompletableFuture.runAsync(this::startIngress);
      startInference();
      await(door);
      return this;
    } catch (RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private void startIngress() {
    if (!config.parts().contains(Part.INGRESS)) {
      return;
    }
    var settings = IngressConfig.of(config.bootstrap(), topics)
        .listeningOn(config.http().bind(), config.http().port())
        .withRepliesBeforeCommit(config.profile().repliesBeforeCommit())
        .withInstanceId(InstanceId.in(config.stateDirectory().resolve("ingress")));
    var backends = new Backends(catalog, publisher, repository, this::deadStages, hearsResults());
    var started = new Ingress(settings, info(), backends, extraRoutes);
    if (hearsResults()) {
      replies = started;
    }
    closeLater(started.start());
    ingress = started;
  }

  private void startInference() throws InterruptedException {
    if (!config.parts().contains(Part.INFERENCE)) {
      return;
    }
    var stage = new InferenceStage(
        topics, catalog, repository, InferenceConfig.DEFAULTS, result -> replies.offer(result));
    inference = stage;
    var runner = new StageRunner(stage, stageConfig(stage));
    closeLater(runner);
    stages.add(runner);
    runner.start();
    runner.awaitRunning(START);
    new RepositoryAnnouncer(repository, catalog, publisher).announce();
  }

  private StageConfig stageConfig(Stage stage) {
    return new StageConfig(
        config.bootstrap(),
        topics,
        config.stateDirectory().resolve(stage.name()),
        config.profile(),
        config.threads(),
        stageSettings());
  }

  private Map<String, Object> stageSettings() {
    var settings = new HashMap<String, Object>();
    if (hearsResults() && config.profile() != Profile.BULK) {
      // Callers here do not wait for the log's copy of a result, so that it may wait for others.
      settings.put("producer.linger.ms", LINGER_MS);
    }
    settings.putAll(config.overrides());
    return settings;
  }

  /** Whether callers of this process are answered by its own stage, ahead of the log. */
  private boolean hearsResults() {
    return config.parts().containsAll(Set.of(Part.INGRESS, Part.INFERENCE))
        && config.profile().repliesBeforeCommit();
  }

  private Info info() {
    return new Info(
        "millrace",
        Version.current(),
        config.bootstrap(),
        config.topics().prefix(),
        config.profile().toString(),
        config.parts().stream().sorted().map(Part::toString).toList());
  }

  private static void await(CompletableFuture<Void> start) {
    try {
      start.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** The names of stages that have stopped working for good. */
  public List<String> deadStages() {
    return stages.stream()
        .filter(runner -> !runner.isAlive())
        .map(runner -> runner.stage().name())
        .toList();
  }

  /** Where the ingress listens, if this process runs it. */
  public @Nullable Integer httpPort() {
    return ingress == null ? null : ingress.port();
  }

  public PipelineConfig config() {
    return config;
  }

  public Topics topics() {
    return topics;
  }

  public ModelRepository repository() {
    return repository;
  }

  public ModelCatalog catalog() {
    return catalog;
  }

  public ModelPublisher publisher() {
    return publisher;
  }

  /** How the inference stage of this process has batched. */
  public BatchStatistics batchStatistics() {
    return Objects.requireNonNull(inference, "this process does not run inference")
        .statistics();
  }

  /** A part that has started after the end began is closed at once. */
  private void closeLater(AutoCloseable part) {
    synchronized (opened) {
      if (!closed) {
        opened.push(part);
        return;
      }
    }
    closeOne(part);
    throw new IllegalStateException("closed while starting");
  }

  @Override
  public void close() {
    synchronized (opened) {
      closed = true;
      while (!opened.isEmpty()) {
        closeOne(opened.pop());
      }
    }
  }

  private static void closeOne(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      // The others must be closed all the same.
      LOG.warn("closing {}", one, e);
    }
  }

  @Override
  public String toString() {
    return "Pipeline{%s on %s}".formatted(config.parts(), config.bootstrap());
  }
}
