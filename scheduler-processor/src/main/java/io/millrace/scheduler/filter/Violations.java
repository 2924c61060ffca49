package io.millrace.scheduler.filter;

import io.millrace.scheduler.pool.Instance;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.pool.Service;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where instances stand that their services' rules would not let them come to now. A policy may
 * leave rules out, nodes and neighbours may have come later, so this is no mistake by itself, but
 * what policies are compared by.
 */
public final class Violations {
  // What a service demands: whether it failed somewhere is no demand, and nothing is
  // over-committed.
  private static final List<Filter> DEMANDED = Filters.all().stream()
      .filter(each -> !each.always() && !each.name().equals("avoided"))
      .toList();

  private Violations() {}

  /** How many instances break it, by the filter's name; without those that none breaks. */
  public static Map<String, Integer> of(Pool pool) {
    var broken = new TreeMap<String, Integer>();
    for (var service : pool.services()) {
      if (isDemanding(pool, service)) {
        for (var instance : List.copyOf(service.instances())) {
          count(pool, instance, broken);
        }
      }
    }
    return broken;
  }

  private static boolean isDemanding(Pool pool, Service service) {
    return Filters.concerning(DEMANDED, Request.of(pool, service)).length > 0;
  }

  // As if it were not there and came now: its own rules must not count it.
  private static void count(Pool pool, Instance instance, Map<String, Integer> broken) {
    var node = instance.node();
    node.release(instance);
    try {
      var request = Request.of(pool, instance.service());
      for (var filter : Filters.concerning(DEMANDED, request)) {
        if (!filter.admits().test(node, request)) {
          broken.merge(filter.name(), 1, Integer::sum);
        }
      }
    } finally {
      node.take(instance);
    }
  }
}
