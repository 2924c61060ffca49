package io.millrace.inference;

import io.millrace.inference.onnx.OnnxModel;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.port.ModelRefusedException;
import io.millrace.port.ModelRepository;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loaded model versions, each loaded once and shared by all threads. */
final class Sessions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  // A file that cannot be loaded is not tried again for each request, only after a while: it may
  // have come by then.
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ModelRepository repository;
  private final Map<Key, Session> loaded = new ConcurrentHashMap<>();
  private final Map<Key, Failure> failed = new ConcurrentHashMap<>();

  Sessions(ModelRepository repository) {
    this.repository = repository;
  }

  private record Key(ModelName model, ModelVersion version) {}

  private record Failure(InvalidRequestException reason, long nanos) {}

  /**
   * The session of a registered version; loads it if need be.
   *
   * @throws InvalidRequestException if its file is missing or cannot be loaded
   */
  Session of(ModelName model, ModelVersion version) {
    var key = new Key(model, version);
    var session = loaded.get(key);
    return session != null
        ? session.used()
        : loaded.computeIfAbsent(key, this::loadUnlessJustFailed);
  }

  boolean isLoaded(ModelName model, ModelVersion version) {
    return loaded.containsKey(new Key(model, version));
  }

  /**
   * Unloads versions that nobody has asked for in that time; they are loaded again when somebody does.
   *
   * @param kept whether a version stays loaded all the same
   */
  void unloadIdle(long nowNanos, Duration idle, BiPredicate<ModelName, ModelVersion> kept) {
    for (var key : List.copyOf(loaded.keySet())) {
      loaded.computeIfPresent(key, (same, session) -> {
        if (!session.isIdle(nowNanos, idle) || kept.test(key.model, key.version)) {
          return session;
        }
        session.model().close();
        LOG.info("model {} version {} is unloaded: nobody asks for it", key.model, key.version);
        return null;
      });
    }
  }

  private Session loadUnlessJustFailed(Key key) {
    var failure = failed.get(key);
    if (failure != null && System.nanoTime() - failure.nanos() < RETRY_NANOS) {
      throw failure.reason();
    }
    try {
      var session = load(key);
      failed.remove(key);
      return session;
    } catch (InvalidRequestException e) {
      failed.put(key, new Failure(e, System.nanoTime()));
      throw e;
    }
  }

  private Session load(Key key) {
    try {
      var model = OnnxModel.load(repository.file(key.model, key.version));
      return new Session(key.model, key.version, model);
    } catch (ModelRefusedException e) {
      throw unavailable(key, e.reason());
    } catch (InvalidRequestException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever a file does to the loader, the other models are served.
      throw unavailable(key, e.toString());
    }
  }

  private static InvalidRequestException unavailable(Key key, String why) {
    return new InvalidRequestException(
        FailureCode.UNAVAILABLE,
        "model \"%s\" version %s cannot be loaded: %s".formatted(key.model, key.version, why));
  }

  @Override
  public void close() {
    loaded.values().forEach(session -> session.model().close());
    loaded.clear();
  }
}
