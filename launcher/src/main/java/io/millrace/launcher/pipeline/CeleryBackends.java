package io.millrace.launcher.pipeline;

import io.millrace.connectors.celery.client.CeleryClient;
import io.millrace.connectors.celery.client.ClientConfig;
import io.millrace.connectors.celery.mapping.CeleryModel;
import io.millrace.port.ReplySink;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.registry.ModelPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models of this process that are tasks of Celery workers elsewhere: registers them, and calls the tasks. */
final class CeleryBackends implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CeleryBackends.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration CATCH_UP = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final PipelineConfig config;
  private final Topics topics;
  private final ModelCatalog catalog;
  private final ModelPublisher publisher;
  private final CeleryConfig bridge;
  private final Thread registering = new Thread(this::register, "celery-models");
  private final CountDownLatch registered = new CountDownLatch(1);
  private volatile @Nullable CeleryClient client;
  private volatile @Nullable String refusal;
  private volatile boolean closing;

  CeleryBackends(
      PipelineConfig config,
      Topics topics,
      ModelCatalog catalog,
      ModelPublisher publisher,
      CeleryConfig bridge) {
    this.config = config;
    this.topics = topics;
    this.catalog = catalog;
    this.publisher = publisher;
    this.bridge = bridge;
    registering.setDaemon(true);
  }

  /**
   * Begins; models that the registry has from earlier are served too, for their requests wait.
   *
   * @param results hears of each result once it is on the log
   */
  void start(ReplySink results) throws InterruptedException {
    if (!catalog.catchUp(CATCH_UP)) {
      throw new IllegalStateException(
          "the models topic could not be read within %d s".formatted(CATCH_UP.toSeconds()));
    }
    var wanted = new ClientConfig(
        bridge.worker().brokers(),
        "client." + bridge.worker().node(),
        config.bootstrap(),
        topics,
        bridge.id(config.stateDirectory()));
    client = new CeleryClient(wanted, catalog, results).start();
    registering.start();
    // Where the registry's stage runs elsewhere and is not there yet, it is asked until it is.
    registered.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void register() {
    try {
      for (var model : bridge.models()) {
        while (!closing && !register(model)) {
          TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
      }
      registered.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean register(CeleryModel model) throws InterruptedException {
    try {
      var outcome = publisher
          .publish(model.name(), model.described(Instant.now()), TIMEOUT)
          .get()
          .lastCommand();
      if (outcome.rejection() == null) {
        LOG.info("{}", model);
      } else {
        refusal = outcome.rejection();
        LOG.error("{}. Maybe give it another version: what was declared before stays", refusal);
      }
      return true;
    } catch (ExecutionException e) {
      LOG.warn("model {} is not registered yet: {}", model.name(), String.valueOf(e.getCause()));
      return false;
    }
  }

  /** How calls stand; null before the start. */
  CeleryClient.@Nullable State state() {
    var now = client;
    var state = now == null ? null : now.state();
    return state == null || state.trouble() != null || refusal == null
        ? state
        : state.withTrouble(refusal);
  }

  /** Models by their names. */
  List<String> models() {
    return bridge.models().stream().map(model -> model.name().value()).toList();
  }

  @Override
  public void close() {
    closing = true;
    registering.interrupt();
    if (client != null) {
      OpenParts.closeOne(client);
    }
  }

  @Override
  public String toString() {
    return "models %s at %s".formatted(models(), bridge.worker().brokers());
  }
}
