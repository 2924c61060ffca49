package io.millrace.inference;

import io.millrace.inference.onnx.OnnxModel;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.port.ModelRefusedException;
import io.millrace.port.ModelRepository;
import io.millrace.topology.registry.Readiness;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded model versions, each loaded once and shared by all threads. They are loaded by threads of their own: whoever
 * needs one that is not there decides whether, and how long, to wait.
 */
final class Sessions implements Readiness, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  // A file that cannot be loaded is not tried again for each request, only after a while, which
  // doubles each time: it may have come by then.
  private static final long RETRY_SECONDS = 2;
  private static final long LONGEST_RETRY_SECONDS = 64;
  // Behind a large model small ones can still be loaded.
  private static final int LOADERS = 3;

  private final ModelRepository repository;
  private final Map<Key, Session> loaded = new ConcurrentHashMap<>();
  private final Map<Key, Loading> loading = new ConcurrentHashMap<>();
  private final Map<Key, Failure> failed = new ConcurrentHashMap<>();
  private final ExecutorService loaders = loaders();
  private volatile boolean closed;

  Sessions(ModelRepository repository) {
    this.repository = repository;
  }

  private record Key(ModelName model, ModelVersion version) {}

  /**
   * @param sinceNanos when the version was first asked for
   * @param nanos when it could not be loaded
   * @param pauseSeconds until it is tried again
   */
  private record Failure(
      InvalidRequestException reason, long sinceNanos, long nanos, long pauseSeconds) {
    boolean isRecent() {
      return System.nanoTime() - nanos < TimeUnit.SECONDS.toNanos(pauseSeconds);
    }
  }

  /**
   * A version that is being loaded.
   *
   * @param session the outcome; ends with an {@link InvalidRequestException} if it cannot be loaded
   * @param sinceNanos when it was first asked for
   */
  record Loading(CompletableFuture<Session> session, long sinceNanos) {}

  private static ExecutorService loaders() {
    var threads = new ThreadPoolExecutor(
        LOADERS, LOADERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
          var thread = new Thread(work, "model-loader");
          thread.setDaemon(true);
          return thread;
        });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** The session of a version; null if it is not loaded. */
  @Nullable
  Session find(ModelName model, ModelVersion version) {
    var session = loaded.get(new Key(model, version));
    return session == null ? null : session.used();
  }

  @Override
  public boolean isReady(ModelName model, ModelVersion version) {
    return loaded.containsKey(new Key(model, version));
  }

  /**
   * Has a registered version loaded; returns at once.
   *
   * @throws InvalidRequestException if its file was missing or could not be loaded a moment ago
   * @throws IllegalStateException if this is closed
   */
  Loading load(ModelName model, ModelVersion version) {
    var key = new Key(model, version);
    var session = loaded.get(key);
    if (session != null) {
      return new Loading(CompletableFuture.completedFuture(session.used()), System.nanoTime());
    }
    var failure = failed.get(key);
    if (failure != null && failure.isRecent()) {
      throw failure.reason();
    }
    return loading.computeIfAbsent(key, this::begin);
  }

  private Loading begin(Key key) {
    requireOpen();
    var outcome = new CompletableFuture<Session>();
    // Those who ask have waited for it long enough, where it is not tried for the first time.
    var failure = failed.get(key);
    long since = failure == null ? System.nanoTime() : failure.sinceNanos();
    loaders.execute(() -> load(key, outcome, since));
    return new Loading(outcome, since);
  }

  private void load(Key key, CompletableFuture<Session> outcome, long sinceNanos) {
    try {
      // Whoever asked may have looked just before an earlier load had its outcome.
      var session = loaded.get(key);
      if (session == null) {
        session = new Session(key.model, key.version, open(key));
        loaded.put(key, session);
        failed.remove(key);
      }
      if (closed) {
        close(key, session);
      }
      loading.remove(key);
      outcome.complete(session);
    } catch (InvalidRequestException e) {
      failed(key, outcome, sinceNanos, e);
    } catch (RuntimeException | Error e) {
      // Whoever waits must hear.
      failed(key, outcome, sinceNanos, unavailable(key, e.toString()));
    }
  }

  private void failed(
      Key key,
      CompletableFuture<Session> outcome,
      long sinceNanos,
      InvalidRequestException reason) {
    var before = failed.get(key);
    long pause =
        before == null ? RETRY_SECONDS : Math.min(LONGEST_RETRY_SECONDS, 2 * before.pauseSeconds());
    failed.put(key, new Failure(reason, sinceNanos, System.nanoTime(), pause));
    loading.remove(key);
    outcome.completeExceptionally(reason);
  }

  private OnnxModel open(Key key) {
    try {
      return OnnxModel.load(repository.file(key.model, key.version));
    } catch (ModelRefusedException e) {
      throw unavailable(key, e.reason());
    } catch (InvalidRequestException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // Whatever a file does to the loader (it may be too large for this machine), the other models
      // are served.
      throw unavailable(key, e.toString());
    }
  }

  private static InvalidRequestException unavailable(Key key, String why) {
    return new InvalidRequestException(
        FailureCode.UNAVAILABLE,
        "model \"%s\" version %s cannot be loaded: %s".formatted(key.model, key.version, why));
  }

  @Override
  public boolean await(ModelName model, ModelVersion version, Duration timeout) {
    try {
      load(model, version).session().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InvalidRequestException | ExecutionException | TimeoutException e) {
      LOG.debug("model {} version {} is not loaded", model, version, e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Unloads versions that nobody has asked for in that time; they are loaded again when somebody does. One that runs
   * stays.
   *
   * @param kept whether a version stays loaded all the same
   */
  void unloadIdle(long nowNanos, Duration idle, BiPredicate<ModelName, ModelVersion> kept) {
    loaded.forEach((key, session) -> {
      if (session.isIdle(nowNanos, idle)
          && !kept.test(key.model, key.version)
          && session.retire()) {
        close(key, session);
        LOG.info("model {} version {} is unloaded: nobody asks for it", key.model, key.version);
      }
    });
  }

  private void close(Key key, Session session) {
    loaded.remove(key, session);
    session.model().close();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the stage is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    loaders.shutdownNow();
    loaded.forEach((key, session) -> {
      session.retire();
      close(key, session);
    });
    loading.values().forEach(one -> one.session().cancel(false));
  }
}
