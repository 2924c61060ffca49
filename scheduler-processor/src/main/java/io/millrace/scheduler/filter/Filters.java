package io.millrace.scheduler.filter;

import io.millrace.model.placement.policy.Policy;
import java.util.List;
import java.util.stream.Stream;

/** All filters, in the order in which they are asked. */
public final class Filters {
  private static final List<Filter> ALL = Stream.of(
          NodeRules.all(), NeighbourRules.all(), CapacityRules.all())
      .flatMap(List::stream)
      .toList();

  private Filters() {}

  static List<Filter> all() {
    return ALL;
  }

  public static List<String> names() {
    return ALL.stream().map(Filter::name).toList();
  }

  /** Those that the policy names, and those that no policy can leave out. */
  public static List<Filter> of(Policy policy) {
    return ALL.stream()
        .filter(each ->
            each.always() || policy.filters().isEmpty() || policy.filters().contains(each.name()))
        .toList();
  }

  /** Those of them that can refuse the request anything. */
  public static Filter[] concerning(List<Filter> filters, Request request) {
    return filters.stream().filter(each -> each.concerns().test(request)).toArray(Filter[]::new);
  }
}
