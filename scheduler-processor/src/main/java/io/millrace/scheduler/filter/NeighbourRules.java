package io.millrace.scheduler.filter;

import io.millrace.model.placement.Constraints.Neighbour;
import io.millrace.scheduler.pool.Node;
import java.util.List;
import java.util.Objects;

/** What stands on a node and around it. */
final class NeighbourRules {
  private NeighbourRules() {}

  static List<Filter> all() {
    return List.of(
        new Filter(
            "max-per-node",
            false,
            request -> request.constraints().maxPerNode() > 0,
            NeighbourRules::hasFewer,
            NeighbourRules::tooMany),
        new Filter(
            "near",
            false,
            request -> !request.constraints().near().isEmpty(),
            NeighbourRules::isNear,
            NeighbourRules::notNear),
        new Filter(
            "apart",
            false,
            request -> !request.apart().isEmpty(),
            NeighbourRules::isApart,
            NeighbourRules::notApart),
        new Filter(
            "spread",
            false,
            request -> request.constraints().spread() != null,
            NeighbourRules::staysEven,
            NeighbourRules::uneven));
  }

  private static boolean hasFewer(Node node, Request request) {
    return node.count(request.spec().id()) < request.constraints().maxPerNode();
  }

  private static String tooMany(Node node, Request request) {
    return "%d instances are here, %d at most"
        .formatted(node.count(request.spec().id()), request.constraints().maxPerNode());
  }

  private static boolean isNear(Node node, Request request) {
    var domains = request.domains();
    for (var rule : request.constraints().near()) {
      if (domains.near(node, rule) == 0 && domains.anywhere(rule)) {
        return false;
      }
    }
    return true;
  }

  private static String notNear(Node node, Request request) {
    var domains = request.domains();
    var missed = request.constraints().near().stream()
        .filter(rule -> domains.near(node, rule) == 0 && domains.anywhere(rule))
        .map(NeighbourRules::shown)
        .toList();
    return "must be near %s".formatted(missed);
  }

  private static String shown(Neighbour rule) {
    return rule.within().isEmpty() ? rule.service() : rule.service() + " within " + rule.within();
  }

  private static boolean isApart(Node node, Request request) {
    for (var rule : request.apart()) {
      if (isNeighbour(node, request, rule)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNeighbour(Node node, Request request, Neighbour rule) {
    return rule.within().isEmpty()
        ? Domains.instances(node, rule.service(), request.spec().id()) > 0
        : request.domains().near(node, rule) > 0;
  }

  private static String notApart(Node node, Request request) {
    var neighbours = request.apart().stream()
        .filter(rule -> isNeighbour(node, request, rule))
        .map(NeighbourRules::shown)
        .toList();
    return "must not be near %s".formatted(neighbours);
  }

  private static boolean staysEven(Node node, Request request) {
    var spread = Objects.requireNonNull(request.constraints().spread());
    if (!node.spec().labels().containsKey(spread.label())) {
      return false;
    }
    var rule = new Neighbour(request.spec().id(), spread.label());
    int after = request.domains().near(node, rule) + 1;
    return after - request.domains().least(rule) <= spread.skew();
  }

  private static String uneven(Node node, Request request) {
    var spread = Objects.requireNonNull(request.constraints().spread());
    var value = node.spec().labels().get(spread.label());
    if (value == null) {
      return "the node has no label %s".formatted(spread.label());
    }
    var rule = new Neighbour(request.spec().id(), spread.label());
    return "%d instances within %s=%s, %d in the emptiest, %d apart at most"
        .formatted(
            request.domains().near(node, rule),
            spread.label(),
            value,
            request.domains().least(rule),
            spread.skew());
  }
}
