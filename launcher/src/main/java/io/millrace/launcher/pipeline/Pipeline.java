package io.millrace.launcher.pipeline;

import io.millrace.connectors.prometheus.StageView;
import io.millrace.inference.BatchStatistics;
import io.millrace.inference.InferenceConfig;
import io.millrace.inference.InferenceStage;
import io.millrace.inference.registry.FolderModelRepository;
import io.millrace.ingress.Backends;
import io.millrace.ingress.Info;
import io.millrace.ingress.Ingress;
import io.millrace.ingress.IngressConfig;
import io.millrace.metrics.MetricsStage;
import io.millrace.metrics.QualityConfig;
import io.millrace.metrics.Watching;
import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.metrics.marks.MarkTicker;
import io.millrace.metrics.marks.MarkedTopic;
import io.millrace.metrics.predictions.PredictionsConfig;
import io.millrace.metrics.predictions.PredictionsStage;
import io.millrace.model.InferenceResult;
import io.millrace.port.ModelRepository;
import io.millrace.port.ReplySink;
import io.millrace.scheduler.log.LogHistory;
import io.millrace.scheduler.log.SchedulerStage;
import io.millrace.topology.InstanceId;
import io.millrace.topology.Profile;
import io.millrace.topology.Stage;
import io.millrace.topology.StageConfig;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.registry.ModelPublisher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Everything that one process runs, in the order in which a request travels: the ingress writes it to the log, the
 * inference stage answers it, and the ingress hands the answer back. Beside that, the metrics stage counts what
 * applications report.
 */
public final class Pipeline implements AutoCloseable {
  private static final Map<String, Integer> LINGER_MS =
      Map.of(InferenceStage.NAME, 20, MetricsStage.NAME, 5);
  private static final int BATCH_BYTES = 256 << 10;
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration HEAD_START = Duration.ofSeconds(10);
  private static final Set<Part> WATCHING = Set.of(Part.METRICS, Part.SCHEDULER, Part.DEPLOYER);

  private final PipelineConfig config;
  private final Topics topics;
  private final ModelRepository repository;
  private final ModelCatalog catalog;
  private final ModelPublisher publisher;
  private final List<RouterFunction<ServerResponse>> extraRoutes;
  private final Outlets outlets;
  private final Bridges bridges;
  private final DeployConfiguration deploy;
  private final List<StageRunner> stages = new CopyOnWriteArrayList<>();
  private final OpenParts opened = new OpenParts();
  private @Nullable Ingress ingress;
  private final Shortcut shortcut = new Shortcut();
  private @Nullable InferenceStage inference;

  public Pipeline(PipelineConfig config) {
    this(config, Connections.NONE, List.of());
  }

  /** @param connections what the process is connected to beside the log */
  public Pipeline(PipelineConfig config, Connections connections) {
    this(config, connections, List.of());
  }

  /** @param extraRoutes served by the ingress beside its own */
  public Pipeline(PipelineConfig config, List<RouterFunction<ServerResponse>> extraRoutes) {
    this(config, Connections.NONE, extraRoutes);
  }

  private Pipeline(
      PipelineConfig config,
      Connections connections,
      List<RouterFunction<ServerResponse>> extraRoutes) {
    this.config = config;
    this.deploy = connections.deploy();
    this.topics = new Topics(config.topics());
    this.outlets = new Outlets(config, topics, connections.out());
    this.catalog = new ModelCatalog(topics, config.bootstrap());
    this.publisher = new ModelPublisher(topics, config.bootstrap(), catalog);
    this.bridges = new Bridges(config, topics, catalog, publisher, connections.bridge());
    this.extraRoutes = Stream.concat(
            extraRoutes.stream(),
            Stream.of(MetersRoute.of(outlets.meters()), BridgesRoute.of(bridges)))
        .toList();
    this.repository = new FolderModelRepository(config.modelRepository(), InstantSource.system());
  }

  /**
   * Starts all parts; returns when they work.
   *
   * @throws RuntimeException if one does not; what had started is closed again
   */
  public Pipeline start() throws InterruptedException {
    try {
      opened.add(publisher);
      opened.add(catalog);
      opened.add(outlets);
      opened.add(bridges);
      new TopicsAdmin(config.bootstrap()).ensure(topics.all());
      catalog.start();
      var door = inThread(this::startIngress);
      // Callers wait for these two, and after a kill so do requests on the log; nobody waits for
      // who watches: those start with the processors free.
      startInference();
      var metrics = inThread(this::startMetrics);
      var placement = inThread(this::startPlacement);
      await(door);
      await(metrics);
      await(placement);
      startOutlets();
      startBridges();
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
    var backends = new Backends(
        catalog,
        publisher,
        repository,
        this::deadStages,
        hearsResults(),
        shortcut,
        new LogHistory(topics, config.bootstrap()));
    var started =
        new Ingress(settings, info(), backends, extraRoutes, outlets.meters().serving());
    if (hearsResults()) {
      shortcut.toIngress(started);
    }
    opened.addOutermost(started.start());
    ingress = started;
  }

  private void startInference() throws InterruptedException {
    if (!config.parts().contains(Part.INFERENCE)) {
      return;
    }
    var stage = new InferenceStage(
        topics,
        catalog,
        repository,
        InferenceConfig.DEFAULTS,
        replies(),
        outlets.meters().serving());
    inference = stage;
    if (hearsResults()) {
      shortcut.toStage(stage.headStart());
    }
    var runner = begin(stage);
    runner.awaitRunning(START);
    new RepositoryAnnouncer(repository, catalog, publisher).announce();
    if (config.parts().stream().anyMatch(WATCHING::contains)) {
      try (var backlog = new Backlog(config.bootstrap(), topics.requests(), runner.group())) {
        backlog.awaitDone(HEAD_START);
      }
    }
  }

  private ReplySink replies() {
    return new ReplySink() {
      @Override
      public void offer(InferenceResult result) {
        shortcut.offer(result);
        bridges.offer(result);
      }

      @Override
      public void offerAhead(InferenceResult result) {
        // Only requests of the ingress are run ahead.
        shortcut.offerAhead(result);
      }
    };
  }

  private void startBridges() throws InterruptedException {
    if (config.parts().contains(Part.BRIDGE)) {
      new TopicsAdmin(config.bootstrap())
          .ensure(List.of(topics.celeryTasks(), topics.celeryRequests(), topics.celeryCalls()));
    }
    bridges.start(replies());
  }

  private void startMetrics() {
    if (!config.parts().contains(Part.METRICS)) {
      return;
    }
    var quality = QualityConfig.DEFAULTS;
    var watching = new Watching(topics, config.bootstrap(), quality);
    var stage = new MetricsStage(
        topics, watching.plan(quality), watching::expected, quality, List.of(watching));
    var own = new ContractIndex(topics, config.bootstrap());
    var predictions = begin(new PredictionsStage(topics, catalog, own, PredictionsConfig.DEFAULTS));
    var metrics = begin(stage);
    tick();
    awaitRunning(metrics);
    awaitRunning(predictions);
  }

  private void startPlacement() {
    if (config.parts().contains(Part.SCHEDULER)) {
      awaitRunning(begin(new SchedulerStage(topics, outlets.meters().placement())));
    }
    if (config.parts().contains(Part.DEPLOYER)) {
      Placement.carryOut(topics, config, deploy, opened::addOutermost);
    }
  }

  private void tick() {
    var answers = new MarkedTopic(topics.marks(), List.of(topics.results(), topics.feedback()));
    var marks = new MarkTicker(
        config.bootstrap(),
        List.of(MarkedTopic.of(topics.reports()), answers),
        InstantSource.system());
    opened.addOutermost(marks);
    marks.start();
  }

  private StageRunner begin(Stage stage) {
    var runner = new StageRunner(stage, stageConfig(stage));
    if (stage instanceof InferenceStage) {
      // The ingress still waits for its answers as it closes.
      opened.add(runner);
    } else {
      opened.addOutermost(runner);
    }
    stages.add(runner);
    runner.start();
    return runner;
  }

  private static void awaitRunning(StageRunner runner) {
    try {
      runner.awaitRunning(START);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** Where results leave the log: MongoDB and meters. */
  private void startOutlets() throws InterruptedException {
    startCopy();
    var meters = outlets.meters().stages(this::stageViews).bridges(bridges::views);
    if (ingress != null) {
      meters.callsInFlight(ingress::callsInFlight);
    }
    outlets.start();
  }

  private void startCopy() throws InterruptedException {
    var copy = outlets.copy();
    if (copy == null) {
      return;
    }
    var wanted = new ArrayList<Topic<?, ?>>(copy.sources());
    wanted.add(copy.target());
    new TopicsAdmin(config.bootstrap()).ensure(wanted);
    begin(copy).awaitRunning(START);
  }

  private List<StageView> stageViews() {
    return stages.stream()
        .map(runner -> new StageView(runner.stage().name(), runner.state().name(), runner.lag()))
        .toList();
  }

  private StageConfig stageConfig(Stage stage) {
    return new StageConfig(
        config.bootstrap(),
        topics,
        config.stateDirectory().resolve(stage.name()),
        config.profile(),
        config.threads(),
        stageSettings(stage.name()));
  }

  private Map<String, Object> stageSettings(String stage) {
    var settings = new HashMap<String, Object>();
    var linger = LINGER_MS.get(stage);
    if (linger != null && hearsResults() && config.profile() != Profile.BULK) {
      // Callers here do not wait for the log's copy of a result, so that it may wait for others.
      settings.put("producer.linger.ms", linger);
      settings.put("producer.batch.size", BATCH_BYTES);
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

  private static CompletableFuture<Void> inThread(Runnable part) {
    return CompletableFuture.runAsync(part, task -> OwnThread.run("starting", task));
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
    return Stream.concat(
            stages.stream()
                .filter(runner -> !runner.isAlive())
                .map(runner -> runner.stage().name()),
            outlets.dead().stream())
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

  /** Where results go beside the log. */
  public Outlets outlets() {
    return outlets;
  }

  /** The bridges to RabbitMQ. */
  public Bridges bridges() {
    return bridges;
  }

  /** How the inference stage of this process has batched. */
  public BatchStatistics batchStatistics() {
    return Objects.requireNonNull(inference, "this process does not run inference")
        .statistics();
  }

  @Override
  public void close() {
    opened.close();
  }

  @Override
  public String toString() {
    return "Pipeline{%s on %s}".formatted(config.parts(), config.bootstrap());
  }
}
