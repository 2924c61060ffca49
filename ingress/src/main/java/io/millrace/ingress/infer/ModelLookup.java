package io.millrace.ingress.infer;

import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Finds a version in the catalog. A model that is not there may just have been registered: the catalog then catches up
 * first, once for all who ask meanwhile and at most every quarter of a second.
 */
public final class ModelLookup {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final ModelIndex catalog;
  private final AtomicReference<@Nullable Mono<Boolean>> refresh = new AtomicReference<>();

  public ModelLookup(ModelIndex catalog) {
    this.catalog = catalog;
  }

  /** The version if the catalog has it already, else null. */
  public ModelRecord.@Nullable Version now(ModelName model, @Nullable ModelVersion version) {
    return catalog.version(model, version);
  }

  /** The version, asking the log once more; fails with what is unknown about it. */
  public Mono<ModelRecord.Version> find(ModelName model, @Nullable ModelVersion version) {
    var known = now(model, version);
    if (known != null) {
      return Mono.just(known);
    }
    return caughtUp().flatMap(done -> require(model, version));
  }

  private Mono<ModelRecord.Version> require(ModelName model, @Nullable ModelVersion version) {
    try {
      return Mono.just(catalog.require(model, version));
    } catch (InvalidRequestException e) {
      return Mono.error(e);
    }
  }

  // The cached Mono is both the one look under way and, for a moment after it, its outcome.
  private Mono<Boolean> caughtUp() {
    var running = refresh.get();
    if (running != null) {
      return running;
    }
    var mine = Mono.fromSupplier(() -> catalog.catchUp(PATIENCE))
        .subscribeOn(Schedulers.boundedElastic())
        .cache();
    if (refresh.compareAndSet(null, mine)) {
      mine.delayElement(PAUSE).doFinally(end -> refresh.set(null)).subscribe();
      return mine;
    }
    return caughtUp();
  }
}
