package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Expression;
import io.millrace.model.contract.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A contract as far as it has been read. */
final class Draft {
  final List<Objective> objectives = new ArrayList<>();
  final Map<String, Expression> metrics = new LinkedHashMap<>();
  /** Names of all metrics that the document defines, those that could not be read among them. */
  final Set<String> defined = new LinkedHashSet<>();
  /** The windows that definitions of metrics bring along. */
  final Map<String, Duration> windows = new HashMap<>();
  /** What is kept but not judged. */
  final List<String> notes = new ArrayList<>();

  private final Set<String> names = new LinkedHashSet<>();

  /** A name that no objective has yet: the wanted one, or with a number behind it. */
  String unused(String wanted) {
    var name = wanted;
    for (int i = 2; !names.add(name); i++) {
      name = wanted + "#" + i;
    }
    return name;
  }

  void add(@Nullable Objective objective) {
    if (objective != null) {
      objectives.add(objective);
    }
  }
}
