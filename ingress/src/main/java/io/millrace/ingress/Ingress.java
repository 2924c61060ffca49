package io.millrace.ingress;

import io.millrace.ingress.admin.ModelHandler;
import io.millrace.ingress.admin.ModelPush;
import io.millrace.ingress.admin.PushHandler;
import io.millrace.ingress.admin.ServerHandler;
import io.millrace.ingress.admin.TopicsHandler;
import io.millrace.ingress.application.ApplicationsDoor;
import io.millrace.ingress.contracts.ContractDoor;
import io.millrace.ingress.feed.ResultsDoor;
import io.millrace.ingress.http.Door;
import io.millrace.ingress.infer.InferHandler;
import io.millrace.ingress.infer.InferLane;
import io.millrace.ingress.infer.ModelIndex;
import io.millrace.ingress.infer.ModelLookup;
import io.millrace.ingress.inputs.InputsDoor;
import io.millrace.ingress.log.KafkaRequestLog;
import io.millrace.ingress.log.LogConfig;
import io.millrace.ingress.placement.PlacementDoor;
import io.millrace.ingress.predictions.PredictionsDoor;
import io.millrace.ingress.qoa.ReportsDoor;
import io.millrace.ingress.windows.WindowsDoor;
import io.millrace.model.InferenceResult;
import io.millrace.port.ReplySink;
import io.millrace.port.ServingMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The HTTP side of Millrace: the Open Inference Protocol, models, health, topics, results and reports.
 *
 * <p>A caller who gets a 503 or 504 may have a request on the log that is still run; nobody else gets its result.
 */
public final class Ingress implements ReplySink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ingress.class);
  private static final Duration READY_PATIENCE = Duration.ofSeconds(15);

  private final IngressConfig config;
  private final Info info;
  private final Backends backends;
  private final List<RouterFunction<ServerResponse>> extraRoutes;
  private final ServingMeter meter;
  private @Nullable Running running;
  private volatile boolean catalogCaughtUp;
  private volatile boolean closing;
  private volatile ReplySink replies = ReplySink.NONE;
  private volatile @Nullable KafkaRequestLog requestLog;

  private record Running(SpringServer server, KafkaRequestLog log, List<Door> doors) {}

  public Ingress(IngressConfig config, Info info, Backends backends) {
    this(config, info, backends, List.of());
  }

  /**
   * @param extraRoutes served beside the ingress's own
   */
  public Ingress(
      IngressConfig config,
      Info info,
      Backends backends,
      List<RouterFunction<ServerResponse>> extraRoutes) {
    this(config, info, backends, extraRoutes, ServingMeter.NONE);
  }

  /**
   * @param extraRoutes served beside the ingress's own
   * @param meter counts the infer calls
   */
  public Ingress(
      IngressConfig config,
      Info info,
      Backends backends,
      List<RouterFunction<ServerResponse>> extraRoutes,
      ServingMeter meter) {
    this.meter = meter;
    this.config = config;
    this.info = info;
    this.backends = backends;
    this.extraRoutes = List.copyOf(extraRoutes);
  }

  /**
   * Returns once predictions can be asked for. If something they need is not there in time it returns all the same:
   * {@code /v2/health/ready} says what is missing.
   */
  public synchronized Ingress start() {
    if (running != null) {
      throw new IllegalStateException(this + " is already started");
    }
    var log = new KafkaRequestLog(logConfig(), config.maxInFlight(), backends.headStart());
    var models = ModelIndex.of(backends.catalog());
    var doors = doors(log, models);
    try {
      log.start();
      replies = log;
      requestLog = log;
      catchUpCatalog();
      doors.forEach(Door::start);
      running = new Running(serve(log, models, doors), log, doors);
    } catch (RuntimeException e) {
      closing = true;
      doors.forEach(Door::endStreams);
      doors.forEach(Door::close);
      log.close();
      throw e;
    }
    awaitReady(log);
    return this;
  }

  private LogConfig logConfig() {
    return new LogConfig(
        config.bootstrap(),
        info.prefix() + "ingress",
        config.topics(),
        config.repliesBeforeCommit(),
        config.instanceId(),
        backends.hearsResults());
  }

  private List<Door> doors(KafkaRequestLog log, ModelIndex models) {
    var to = logConfig();
    return List.of(
        new ReportsDoor(to, config.maxBodyBytes()),
        new ResultsDoor(to, log.admin()),
        new WindowsDoor(to, log.admin()),
        new ContractDoor(to),
        new ApplicationsDoor(to),
        new PredictionsDoor(to, models, config.maxBodyBytes()),
        new InputsDoor(to, backends.catalog(), backends.publisher()),
        new PlacementDoor(to, backends.history()));
  }

  private SpringServer serve(KafkaRequestLog log, ModelIndex models, List<Door> doors) {
    var lookup = new ModelLookup(models);
    var infer = new InferHandler(log, lookup, config.timeout(), config.maxBodyBytes(), meter);
    var routes = new ArrayList<RouterFunction<ServerResponse>>();
    routes.add(Routes.infer(infer));
    doors.forEach(door -> routes.add(door.routes()));
    routes.addAll(extraRoutes);
    routes.add(Routes.server(
        new ServerHandler(info.name(), info.version(), info, () -> whyNotReady(log))));
    routes.add(Routes.models(new ModelHandler(models, lookup)));
    var push = new ModelPush(backends.catalog(), backends.publisher(), backends.repository());
    routes.add(Routes.push(new PushHandler(push, config.maxModelBytes())));
    routes.add(Routes.topics(new TopicsHandler(config.topics(), log.admin())));
    return SpringServer.start(config, List.of(new InferLane(infer)), routes);
  }

  private void catchUpCatalog() {
    backends.catalog().start();
    var thread = new Thread(
        () -> {
          while (!closing && !catalogCaughtUp) {
            catalogCaughtUp = backends.catalog().catchUp(Duration.ofSeconds(1));
          }
        },
        "ingress-catalog");
    thread.setDaemon(true);
    thread.start();
  }

  private @Nullable String whyNotReady(KafkaRequestLog log) {
    if (closing) {
      return "shutting down";
    }
    if (!catalogCaughtUp) {
      return "the model catalog has not caught up";
    }
    var dead = backends.deadStages().get();
    return dead.isEmpty()
        ? log.whyNotReady()
        : "stages that do not work: " + String.join(", ", dead);
  }

  private void awaitReady(KafkaRequestLog log) {
    long end = System.nanoTime() + READY_PATIENCE.toNanos();
    var missing = log.whyNotReady();
    while ((missing != null || !catalogCaughtUp) && System.nanoTime() - end < 0) {
      pause();
      missing = log.whyNotReady();
    }
    if (missing != null) {
      LOG.warn("serving on port {}, but not ready: {}", port(), missing);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** Answers a caller who waits here for this result. */
  @Override
  public void offer(InferenceResult result) {
    replies.offer(result);
  }

  @Override
  public void offerAhead(InferenceResult result) {
    replies.offerAhead(result);
  }

  /** How many infer calls wait for an answer. */
  public int callsInFlight() {
    var log = requestLog;
    return log == null ? 0 : log.inFlight();
  }

  /** Where it listens, once it is started. */
  public synchronized int port() {
    if (running == null) {
      throw new IllegalStateException(this + " is not started");
    }
    return running.server().port();
  }

  /** Refuses new calls, waits a while for those under way and answers them, then stops. */
  @Override
  public synchronized void close() {
    closing = true;
    var current = running;
    if (current == null) {
      return;
    }
    running = null;
    current.log().drain(config.drain());
    current.doors().forEach(Door::endStreams);
    current.server().close();
    current.doors().forEach(Door::close);
    current.log().close();
  }

  @Override
  public String toString() {
    return "Ingress{%s:%d, %s}".formatted(config.address(), config.port(), config.bootstrap());
  }
}
