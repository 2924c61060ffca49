package io.millrace.topology.serde.contract;

/**
 * Consumer-defined metrics of a contract: {@code metrics}, an object of expressions by name, or ROHE's
 * {@code cdms}, a list of {@code {"name", "expression", "window"}}.
 */
final class MetricDefinitions {
  private MetricDefinitions() {}

  static void read(Fields root, Draft draft) {
    var metrics = root.object("metrics");
    if (metrics != null) {
      metrics.entries().forEach((name, fields) -> define(name, fields, draft));
    }
    for (var definition : root.objects("cdms")) {
      var name = definition.requiredText("name");
      var expression = definition.requiredObject("expression");
      var window = definition.duration("window");
      if (name == null || expression == null) {
        continue;
      }
      define(name, expression, draft);
      if (window != null) {
        draft.windows.put(name, window);
      }
    }
  }

  private static void define(String name, Fields fields, Draft draft) {
    if (!draft.defined.add(name)) {
      fields.mistakes().add("%s: metric \"%s\" is defined twice".formatted(fields.path(), name));
    }
    var expression = ExpressionJson.read(fields);
    if (expression != null) {
      draft.metrics.put(name, expression);
    }
  }
}
