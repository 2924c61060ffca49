package io.millrace.inference;

import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.topology.registry.ModelCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the newest version of each model loaded, before the first request asks for it, and no others for long. Where
 * the newest cannot be loaded, the one before it is.
 */
final class Preloading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Preloading.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(60);
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final long UNLOAD_EVERY_SECONDS = 60;
  // Nobody else asks again for a version that could not be loaded, while an older one answers.
  private static final long RETRY_EVERY_SECONDS = 10;

  private final ModelCatalog catalog;
  private final Sessions sessions;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "model-preloading");
        thread.setDaemon(true);
        return thread;
      });

  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

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
    catalog.onChange(this::load);
    var loads = catalog.all().stream().map(this::load).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(loads).join();
    clock.scheduleWithFixedDelay(
        this::retry, RETRY_EVERY_SECONDS, RETRY_EVERY_SECONDS, TimeUnit.SECONDS);
    clock.scheduleWithFixedDelay(
        this::unload, UNLOAD_EVERY_SECONDS, UNLOAD_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void unload() {
    sessions.unloadIdle(System.nanoTime(), IDLE, this::isNeeded);
  }

  private void retry() {
    catalog.all().forEach(this::load);
  }

  /** Whether it is the newest version, or the one that answers until that is ready. */
  private boolean isNeeded(ModelName model, ModelVersion version) {
    var record = catalog.find(model);
    return record != null
        && (is(version, record.version(null)) || is(version, catalog.version(model, null)));
  }

  private static boolean is(ModelVersion number, ModelRecord.@Nullable Version version) {
    return version != null && version.number().equals(number);
  }

  /** Ends once a version is loaded, or none can be. */
  private CompletableFuture<Void> load(ModelRecord record) {
    return load(record.name(), record.versions());
  }

  private CompletableFuture<Void> load(ModelName model, List<ModelRecord.Version> versions) {
    var newest = versions.isEmpty() ? null : versions.get(versions.size() - 1);
    if (closed
        || newest == null
        || newest.backend() != null
        || sessions.isReady(model, newest.number())) {
      return CompletableFuture.allOf();
    }
    return begin(model, newest.number()).handle((session, failure) -> failure).thenCompose(why -> {
      if (why == null) {
        LOG.info("model {} version {} is loaded", model, newest.number());
        return CompletableFuture.allOf();
      }
      // Requests for it get this reason; the other models are served.
      if (told.add(String.valueOf(why.getMessage()))) {
        LOG.warn("{}", why.getMessage());
      }
      return load(model, versions.subList(0, versions.size() - 1));
    });
  }

  private CompletableFuture<Session> begin(ModelName model, ModelVersion version) {
    try {
      return sessions.load(model, version).session();
    } catch (InvalidRequestException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    clock.shutdownNow();
  }
}
