package io.millrace.inference;

import io.millrace.model.InferenceRequest;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.inputs.InputLook;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What requests that are looked at together ask for. Most ask the same as the one before, and nothing is looked up. */
final class Targets {
  private @Nullable Target last;

  /**
   * Where requests of this model go.
   *
   * @param version as they name it; null for the newest
   * @param look at their inputs, where they are watched; null where not
   */
  record Target(
      ModelName model,
      @Nullable ModelVersion version,
      Session session,
      @Nullable InputLook look) {
    boolean isOf(InferenceRequest request) {
      return model.equals(request.model()) && Objects.equals(version, request.version());
    }
  }

  /** The target of the request if it is the one found last; else null. */
  @Nullable
  Target of(InferenceRequest request) {
    var known = last;
    return known != null && known.isOf(request) ? known : null;
  }

  /** Keeps what has been found for the request. */
  Target found(InferenceRequest request, Session session, @Nullable InputLook look) {
    var target = new Target(request.model(), request.version(), session, look);
    last = target;
    return target;
  }
}
