package io.millrace.metrics.contract.monitor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The contracts that are judged, by their ids and by their applications. */
final class Plans {
  private final Map<String, Plan> byId = new TreeMap<>();
  private final Map<String, List<Plan>> byApplication = new HashMap<>();

  void add(String id, Plan plan) {
    byId.put(id, plan);
    byApplication
        .computeIfAbsent(plan.contract().application(), a -> new ArrayList<>())
        .add(plan);
  }

  void remove(Plan plan) {
    byId.remove(plan.contract().id());
    byApplication.computeIfPresent(plan.contract().application(), (application, all) -> {
      all.remove(plan);
      return all.isEmpty() ? null : all;
    });
  }

  /** Null: there is no contract of that id. */
  @Nullable
  Plan get(String id) {
    return byId.get(id);
  }

  /** Those of an application. */
  List<Plan> of(String application) {
    return byApplication.getOrDefault(application, List.of());
  }

  /** All of them, in the order of their ids. */
  Collection<Plan> all() {
    return byId.values();
  }
}
