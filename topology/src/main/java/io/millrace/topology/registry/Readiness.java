package io.millrace.topology.registry;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.time.Duration;

/** Which registered versions can be answered with at once, because they are loaded. */
public interface Readiness {
  /** Of a process that loads no models: whatever is registered is as ready as it gets. */
  Readiness OF_ALL = new Readiness() {
    @Override
    public boolean isReady(ModelName model, ModelVersion version) {
      return true;
    }

    @Override
    public boolean await(ModelName model, ModelVersion version, Duration timeout) {
      return true;
    }
  };

  /** Asked with every request that names no version of a model that has several: must not block. */
  boolean isReady(ModelName model, ModelVersion version);

  /**
   * Has the version loaded, and waits for it.
   *
   * @return false if it cannot be loaded, or that took longer than the timeout
   */
  boolean await(ModelName model, ModelVersion version, Duration timeout);
}
