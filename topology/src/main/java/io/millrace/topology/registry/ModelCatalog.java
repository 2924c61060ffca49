package io.millrace.topology.registry;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.topology.Topics;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The registered models, as the compacted topic has them. */
public final class ModelCatalog implements AutoCloseable {
  private final RecordView<ModelRecord> view;
  private volatile Readiness readiness = Readiness.OF_ALL;

  public ModelCatalog(Topics topics, String bootstrap) {
    this(new CompactedView<>(topics.models(), bootstrap));
  }

  /** A catalog over any view of the registry; closes it. */
  public ModelCatalog(RecordView<ModelRecord> view) {
    this.view = view;
  }

  public void start() {
    view.start();
  }

  /** Called with every record of the registry, old ones included if it is set before the start. */
  public void onChange(Consumer<ModelRecord> listener) {
    view.onChange(listener);
  }

  /** Waits until all that was registered before this call is known here; false if it took too long. */
  public boolean catchUp(Duration timeout) {
    return view.catchUp(timeout);
  }

  /** All models, by name. */
  public List<ModelRecord> all() {
    return view.values().stream()
        .sorted(Comparator.comparing(ModelRecord::name))
        .toList();
  }

  public @Nullable ModelRecord find(ModelName model) {
    return view.get(model.value());
  }

  /** Lets versions that are still being loaded wait for their turn; set by the stage that loads them. */
  public void servedWhen(Readiness ready) {
    readiness = ready;
  }

  /** Has a version loaded where this process loads models, and waits for it; false if it is not served then. */
  public boolean awaitReady(ModelName model, ModelVersion version, Duration timeout) {
    return readiness.await(model, version, timeout);
  }

  /**
   * The version asked for. Where none is, the newest that is ready; while a version is being loaded, the one before
   * it goes on answering. The newest, if none is ready.
   *
   * @return null if there is no such model or version
   */
  public ModelRecord.@Nullable Version version(ModelName model, @Nullable ModelVersion wanted) {
    var found = find(model);
    return found == null ? null : version(found, wanted);
  }

  private ModelRecord.@Nullable Version version(ModelRecord found, @Nullable ModelVersion wanted) {
    var versions = found.versions();
    if (wanted == null && versions.size() > 1) {
      for (int i = versions.size() - 1; i >= 0; i--) {
        var version = versions.get(i);
        if (version.backend() != null || readiness.isReady(found.name(), version.number())) {
          return version;
        }
      }
    }
    return found.version(wanted);
  }

  /** What of a model's inputs is watched, and how; null where nothing is. */
  public @Nullable ModelInputs inputs(ModelName model) {
    var found = find(model);
    return found == null ? null : found.inputs();
  }

  /**
   * As {@link #version(ModelName, ModelVersion)}, for one that must be there.
   *
   * @throws InvalidRequestException if there is no such model or version
   */
  public ModelRecord.Version require(ModelName model, @Nullable ModelVersion version) {
    var found = find(model);
    if (found == null || found.versions().isEmpty()) {
      throw unknown("unknown model \"%s\"".formatted(model));
    }
    var match = version(found, version);
    if (match == null) {
      throw unknown("model \"%s\" has no version %s; it has %s"
          .formatted(
              model,
              version,
              found.versions().stream().map(ModelRecord.Version::number).toList()));
    }
    return match;
  }

  private static InvalidRequestException unknown(String message) {
    return new InvalidRequestException(FailureCode.UNKNOWN_MODEL, message);
  }

  @Override
  public void close() {
    view.close();
  }

  @Override
  public String toString() {
    return "ModelCatalog{%s}".formatted(view);
  }
}
