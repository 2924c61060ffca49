package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Objects of any shape as metrics: one for each field that is no object, named by its path with dots. */
final class Flattened {
  private Flattened() {}

  /** @param name of the value; blank for an object whose fields are the metrics */
  static void observe(
      String name, JsonNode value, Category category, ReportDraft.Place at, ReportDraft draft) {
    observe(name, value, null, category, at, draft);
  }

  static void observe(
      String name,
      JsonNode value,
      @Nullable String unit,
      Category category,
      ReportDraft.Place at,
      ReportDraft draft) {
    if (!value.isObject()) {
      draft.observe(at, category, name, value, unit);
      return;
    }
    for (var field : value.properties()) {
      var path = name.isEmpty() ? field.getKey() : name + "." + field.getKey();
      observe(path, field.getValue(), unit, category, at, draft);
    }
  }
}
