package io.millrace.ingress.infer;

import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.topology.registry.ModelCatalog;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What calls need to know of the registered models. */
public interface ModelIndex {
  /** All models, by name. */
  List<ModelRecord> all();

  @Nullable
  ModelRecord find(ModelName model);

  /**
   * The version asked for, or the newest that is ready where none is; null if there is none.
   *
   * @see ModelCatalog#version
   */
  ModelRecord.@Nullable Version version(ModelName model, @Nullable ModelVersion version);

  /**
   * As {@link #version}, for one that must be there.
   *
   * @throws io.millrace.model.InvalidRequestException if there is no such model or version
   */
  ModelRecord.Version require(ModelName model, @Nullable ModelVersion version);

  /** Waits until all that was registered before this call is known here; false if it took too long. */
  boolean catchUp(Duration timeout);

  static ModelIndex of(ModelCatalog catalog) {
    return new ModelIndex() {
      @Override
      public List<ModelRecord> all() {
        return catalog.all();
      }

      @Override
      public @Nullable ModelRecord find(ModelName model) {
        return catalog.find(model);
      }

      @Override
      public ModelRecord.@Nullable Version version(
          ModelName model, @Nullable ModelVersion version) {
        return catalog.version(model, version);
      }

      @Override
      public ModelRecord.Version require(ModelName model, @Nullable ModelVersion version) {
        return catalog.require(model, version);
      }

      @Override
      public boolean catchUp(Duration timeout) {
        return catalog.catchUp(timeout);
      }
    };
  }
}
