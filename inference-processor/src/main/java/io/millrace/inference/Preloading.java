package io.millrace.inference;

import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelRecord;
import io.millrace.topology.registry.ModelCatalog;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the newest version of each model before the first request asks for it. */
final class Preloading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Preloading.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(60);

  private final ModelCatalog catalog;
  private final Sessions sessions;
  private final ExecutorService loader = Executors.newSingleThreadExecutor(work -> {
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
  }

  private void load(ModelRecord record) {
    var newest = record.version(null);
    if (newest == null) {
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
