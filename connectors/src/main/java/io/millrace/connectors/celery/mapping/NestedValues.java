package io.millrace.connectors.celery.mapping;

import io.millrace.connectors.celery.message.PythonRepr;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.model.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nested lists as a flat one and its shape. */
record NestedValues(List<Object> elements, Shape shape) {
  private static final int DEEPEST = 32;

  /** @throws TaskFailure if lists beside each other differ in length */
  static NestedValues of(String argument, @Nullable Object value) {
    var dims = new ArrayList<Long>();
    for (Object at = value; at instanceof List<?> list; at = list.isEmpty() ? null : list.get(0)) {
      dims.add((long) list.size());
      if (dims.size() > DEEPEST) {
        throw TaskFailure.valueError(
            "%s: lists are nested deeper than %d".formatted(argument, DEEPEST));
      }
    }
    var shape = dims.stream().mapToLong(Long::longValue).toArray();
    var elements = new ArrayList<Object>();
    flatten(argument, value, shape, 0, elements);
    return new NestedValues(elements, Shape.of(shape));
  }

  private static void flatten(
      String argument, @Nullable Object value, long[] shape, int depth, List<Object> into) {
    if (depth == shape.length) {
      if (value == null || value instanceof List<?>) {
        throw TaskFailure.valueError(
            "%s: %s stands where a value is expected".formatted(argument, PythonRepr.of(value)));
      }
      into.add(value);
      return;
    }
    if (!(value instanceof List<?> list) || list.size() != shape[depth]) {
      throw TaskFailure.valueError("%s: %s is no list of %d, as the one before it"
          .formatted(argument, PythonRepr.of(value), shape[depth]));
    }
    for (var one : list) {
      flatten(argument, one, shape, depth + 1, into);
    }
  }
}
