package io.millrace.inference;

import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.topology.registry.ModelCatalog;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the newest version of each model loaded, before the first request asks for it, and no others for long. */
final class Preloading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Preloading.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(60);
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final long LOOK_EVERY_SECONDS = 60;

  private final ModelCatalog catalog;
  private final Sessions sessions;
  private final ScheduledExecutorService loader =
      Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "model-loader");
        thread.setDaemon(true);
        return thread;
      });

  Preloading(ModelCatalog catalog, Sessions sessions) {
    this.catalog = catalog;
    this.sessions = sessions;
  }

  /** Waits until the registry is read and its newest versions are loaded; follows it from then on. */
  void start() {
    if (!catalog.catchUp(CATCH_UP)) {
      throw new IllegalStateException(
          "the models topic could not be read within %d s".formatted(CATCH_UP.toSeconds()));
    }
    catalog.all().forEach(this::load);
    catalog.onChange(record -> loader.execute(() -> load(record)));
    loader.scheduleWithFixedDelay(
        this::unload, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void unload() {
    sessions.unloadIdle(System.nanoTime(), IDLE, this::isNewest);
  }

  private boolean isNewest(ModelName model, ModelVersion version) {
    var record = catalog.find(model);
    var newest = record == null ? null : record.version(null);
    return newest != null && newest.number().equals(version);
  }

  private void load(ModelRecord record) {
    var newest = record.version(null);
    if (newest == null || newest.backend() != null) {
      return;
    }
    try {
      sessions.of(record.name(), newest.number());
      LOG.info("model {} version {} is loaded", record.name(), newest.number());
    } catch (InvalidRequestException e) {
      // Requests for it get this reason; the other models are served.
      LOG.warn("{}", e.reason());
    }
  }

  @Override
  public void close() {
    loader.shutdownNow();
  }
}
