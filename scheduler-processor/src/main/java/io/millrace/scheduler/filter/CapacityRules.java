package io.millrace.scheduler.filter;

import io.millrace.scheduler.pool.Node;
import java.util.Arrays;
import java.util.List;

/** What is free of a node. No policy can leave these out. */
final class CapacityRules {
  private CapacityRules() {}

  static List<Filter> all() {
    return List.of(
        new Filter(
            "cpu",
            true,
            request -> request.millicpu() > 0,
            (node, request) -> request.millicpu() <= node.freeMillicpu(),
            (node, request) -> wanted("millicpu", request.millicpu(), node.freeMillicpu())),
        new Filter(
            "memory",
            true,
            request -> request.rss() > 0,
            (node, request) -> request.rss() <= node.freeRss(),
            (node, request) -> wanted("MiB", request.rss(), node.freeRss())),
        new Filter(
            "virtual-memory",
            true,
            request -> request.vms() > 0,
            (node, request) -> request.vms() <= node.freeVms(),
            (node, request) -> wanted("MiB of virtual memory", request.vms(), node.freeVms())),
        new Filter(
            "cores",
            true,
            request -> request.cores().length > 0,
            (node, request) -> Cores.fit(node, request.cores()),
            CapacityRules::cores),
        new Filter(
            "accelerators",
            true,
            request -> !request.accelerators().isEmpty(),
            Devices::fit,
            CapacityRules::accelerators));
  }

  private static String wanted(String what, long wanted, long free) {
    return "%d %s wanted, %d free".formatted(wanted, what, free);
  }

  private static String cores(Node node, Request request) {
    return "cores %s wanted, %s free"
        .formatted(Arrays.toString(request.cores()), Arrays.toString(node.sortedCores()));
  }

  private static String accelerators(Node node, Request request) {
    var wanted = request.accelerators().stream()
        .map(each -> "%d x %d of %s"
            .formatted(
                each.count(), each.share(), each.kinds().isEmpty() ? "any kind" : each.kinds()))
        .toList();
    return "%s wanted, %s free".formatted(String.join(" and ", wanted), Devices.shown(node));
  }
}
