package io.millrace.ingress.admin;

import io.millrace.ingress.http.RefusedException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.model.ModelWishes;
import io.millrace.port.ModelRefusedException;
import io.millrace.port.ModelRepository;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.registry.ModelPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a model file and has its version registered; both may be done again without harm. All of it may block. */
public final class ModelPush {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  // Whoever has pushed a version finds it served; loading it takes about as long as checking it
  // did.
  private static final Logger LOG = LoggerFactory.getLogger(ModelPush.class);
  private static final Duration LOADING = Duration.ofSeconds(60);
  private static final int TRIES = 5;

  private final ModelCatalog catalog;
  private final ModelPublisher publisher;
  private final ModelRepository repository;

  public ModelPush(ModelCatalog catalog, ModelPublisher publisher, ModelRepository repository) {
    this.catalog = catalog;
    this.publisher = publisher;
    this.repository = repository;
  }

  /** As the next version after the newest; another push that takes the number first is no failure. */
  ModelRecord.Version next(ModelName model, Path file, ModelWishes wishes)
      throws ModelRefusedException {
    for (int tries = 1; ; tries++) {
      catalog.catchUp(PATIENCE);
      try {
        return at(model, afterNewest(model), file, wishes);
      } catch (ModelRefusedException e) {
        if (!e.isConflict() || tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private ModelVersion afterNewest(ModelName model) {
    var record = catalog.find(model);
    var registered = record == null
        ? Stream.<ModelVersion>empty()
        : record.versions().stream().map(ModelRecord.Version::number);
    var kept = repository.list().stream()
        .filter(entry -> entry.model().equals(model))
        .map(ModelRepository.Entry::version);
    var newest = LongStream.concat(
            registered.mapToLong(ModelVersion::number), kept.mapToLong(ModelVersion::number))
        .max()
        .orElse(0);
    return new ModelVersion(newest + 1);
  }

  /** As this very version; the same bytes again are no failure. Where this process serves models, it does so then. */
  ModelRecord.Version at(ModelName model, ModelVersion version, Path file, ModelWishes wishes)
      throws ModelRefusedException {
    var kept = repository.keep(model, version, file);
    var registered = registered(model, version);
    if (registered == null || !isDeclared(model, wishes)) {
      var record = publish(model, kept, wishes);
      registered = record.version(version);
      requireAccepted(record, registered, model, kept);
    }
    var pushed = requireSame(registered, kept, model);
    if (!catalog.awaitReady(model, version, LOADING)) {
      LOG.warn(
          "model {} version {} is registered, but not loaded after {} s; the one before answers",
          model,
          version,
          LOADING.toSeconds());
    }
    return pushed;
  }

  private ModelRecord.@Nullable Version registered(ModelName model, ModelVersion version) {
    var record = catalog.find(model);
    return record == null ? null : record.version(version);
  }

  private static void requireAccepted(
      ModelRecord record,
      ModelRecord.@Nullable Version registered,
      ModelName model,
      ModelRecord.Version kept)
      throws ModelRefusedException {
    var rejection = record.lastCommand().rejection();
    if (registered == null) {
      throw ModelRefusedException.conflict("model \"%s\" version %s was not registered: %s"
          .formatted(model, kept.number(), rejection));
    }
  }

  private static ModelRecord.Version requireSame(
      ModelRecord.@Nullable Version registered, ModelRecord.Version kept, ModelName model)
      throws ModelRefusedException {
    if (registered == null || !registered.sha256().equals(kept.sha256())) {
      throw ModelRefusedException.conflict(
          "model \"%s\" version %s is registered with other bytes".formatted(model, kept.number()));
    }
    return registered;
  }

  private boolean isDeclared(ModelName model, ModelWishes wishes) {
    var record = catalog.find(model);
    return wishes.equals(ModelWishes.NONE) || (record != null && wishes.areMetBy(record));
  }

  private ModelRecord publish(ModelName model, ModelRecord.Version version, ModelWishes wishes) {
    try {
      return publisher.publish(model, version, wishes, PATIENCE).get();
    } catch (ExecutionException e) {
      throw RefusedException.unavailable(
          "model \"%s\" version %s is kept, but the registry did not answer: %s. Maybe push it again"
              .formatted(model, version.number(), e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RefusedException.unavailable("interrupted while registering");
    }
  }
}
