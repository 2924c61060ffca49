package io.millrace.ingress;

import io.millrace.ingress.admin.ModelHandler;
import io.millrace.ingress.admin.ModelPush;
import io.millrace.ingress.admin.PushHandler;
import io.millrace.ingress.admin.ServerHandler;
import io.millrace.ingress.admin.TopicsHandler;
import io.millrace.ingress.feed.ResultFeed;
import io.millrace.ingress.feed.ResultsHandler;
import io.millrace.ingress.infer.InferHandler;
import io.millrace.ingress.infer.ModelIndex;
import io.millrace.ingress.infer.ModelLookup;
import io.millrace.ingress.log.KafkaRequestLog;
import io.millrace.ingress.log.LogConfig;
import io.millrace.ingress.qoa.KafkaReportLog;
import io.millrace.ingress.qoa.MetricsHandler;
import io.millrace.model.InferenceResult;
import io.millrace.port.ReplySink;
import io.millrace.topology.serde.qoa.ReportLimits;
import io.millrace.topology.serde.qoa.ReportReader;
import java.time.Duration;
import java.time.InstantSource;
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
  private @Nullable Running running;
  private volatile boolean catalogCaughtUp;
  private volatile boolean closing;
  private volatile ReplySink replies = ReplySink.NONE;

  private record Running(
      SpringServer server, KafkaRequestLog log, KafkaReportLog reports, ResultFeed feed) {}

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
    var log = new KafkaRequestLog(logConfig(), config.maxInFlight());
    var reports = new KafkaReportLog(logConfig());
    var feed = new ResultFeed(logConfig(), log.admin());
    try {
      log.start();
      replies = log;
      catchUpCatalog();
      running =
          new Running(SpringServer.start(config, routes(log, reports, feed)), log, reports, feed);
    } catch (RuntimeException e) {
      closing = true;
      feed.close();
      reports.close();
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

  private List<RouterFunction<ServerResponse>> routes(
      KafkaRequestLog log, KafkaReportLog reports, ResultFeed feed) {
    var models = ModelIndex.of(backends.catalog());
    var lookup = new ModelLookup(models);
    var routes = new ArrayList<RouterFunction<ServerResponse>>();
    routes.add(
        Routes.infer(new InferHandler(log, lookup, config.timeout(), config.maxBodyBytes())));
    routes.add(Routes.metrics(new MetricsHandler(
        reports,
        new ReportReader(ReportLimits.DEFAULTS),
        InstantSource.system(),
        config.maxBodyBytes())));
    routes.addAll(extraRoutes);
    routes.add(Routes.server(
        new ServerHandler(info.name(), info.version(), info, () -> whyNotReady(log))));
    routes.add(Routes.models(new ModelHandler(models, lookup)));
    var push = new ModelPush(backends.catalog(), backends.publisher(), backends.repository());
    routes.add(Routes.push(new PushHandler(push, config.maxModelBytes())));
    routes.add(
        Routes.log(new TopicsHandler(config.topics(), log.admin()), new ResultsHandler(feed)));
    return routes;
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
    current.feed().close();
    current.server().close();
    current.reports().close();
    current.log().close();
  }

  @Override
  public String toString() {
    return "Ingress{%s:%d, %s}".formatted(config.address(), config.port(), config.bootstrap());
  }
}
