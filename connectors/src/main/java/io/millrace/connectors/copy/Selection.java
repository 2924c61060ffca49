package io.millrace.connectors.copy;

import io.millrace.topology.serde.Json;
import java.util.Set;
import tools.jackson.core.JacksonException;

/**
 * Which results are copied.
 *
 * @param windows whether final and provisional windows are
 * @param violations whether violations are
 * @param applications whose results; empty for all
 */
public record Selection(boolean windows, boolean violations, Set<String> applications) {
  /** Windows and violations of all applications. */
  public static final Selection ALL = new Selection(true, true, Set.of());

  public Selection {
    applications = Set.copyOf(applications);
    if (!windows && !violations) {
      throw new IllegalArgumentException("selection: neither windows nor violations");
    }
  }

  /** Whether a result is of an application that is wanted; one that names none is not. */
  boolean takes(byte[] json) {
    if (applications.isEmpty()) {
      return true;
    }
    try {
      var fields = Json.MAPPER.readTree(json);
      // A window's field, and that of a violation.
      return applications.contains(fields.path("application").asString(""))
          || applications.contains(fields.path("pipeline_id").asString(""));
    } catch (JacksonException e) {
      return false;
    }
  }
}
