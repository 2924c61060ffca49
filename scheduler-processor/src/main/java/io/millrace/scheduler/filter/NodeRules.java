package io.millrace.scheduler.filter;

import io.millrace.model.placement.Constraints.LabelRule;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Taint;
import io.millrace.scheduler.pool.Node;
import java.util.List;

/** What a node is. */
final class NodeRules {
  private NodeRules() {}

  static List<Filter> all() {
    return List.of(
        new Filter("state", true, request -> true, NodeRules::isReady, NodeRules::notReady),
        new Filter(
            "labels",
            false,
            request -> !request.constraints().required().isEmpty(),
            NodeRules::hasLabels,
            NodeRules::missingLabels),
        new Filter("taints", false, request -> true, NodeRules::isTolerated, NodeRules::taints),
        new Filter(
            "avoided",
            false,
            request -> !request.service().avoided().isEmpty(),
            NodeRules::isNotAvoided,
            NodeRules::avoided));
  }

  private static boolean isReady(Node node, Request request) {
    return node.state() == NodeState.READY;
  }

  private static String notReady(Node node, Request request) {
    return "the node is " + node.state();
  }

  private static boolean hasLabels(Node node, Request request) {
    for (var rule : request.constraints().required()) {
      if (!rule.holds(node.spec().labels())) {
        return false;
      }
    }
    return true;
  }

  private static String missingLabels(Node node, Request request) {
    var broken = request.constraints().required().stream()
        .filter(rule -> !rule.holds(node.spec().labels()))
        .map(rule -> shown(node, rule))
        .toList();
    return String.join(", ", broken);
  }

  private static String shown(Node node, LabelRule rule) {
    return "label %s %s %s wanted, the node has %s"
        .formatted(
            rule.key(),
            rule.operator(),
            rule.values(),
            node.spec().labels().getOrDefault(rule.key(), "none"));
  }

  private static boolean isTolerated(Node node, Request request) {
    for (var taint : node.spec().taints()) {
      if (!tolerates(request, taint)) {
        return false;
      }
    }
    return true;
  }

  private static boolean tolerates(Request request, Taint taint) {
    return request.constraints().tolerations().stream().anyMatch(each -> each.covers(taint));
  }

  private static String taints(Node node, Request request) {
    var borne = node.spec().taints().stream()
        .filter(taint -> !tolerates(request, taint))
        .toList();
    return "taints %s are not tolerated"
        .formatted(
            borne.stream().map(taint -> taint.key() + "=" + taint.value()).toList());
  }

  private static boolean isNotAvoided(Node node, Request request) {
    return !request.service().avoided().containsKey(node.id());
  }

  private static String avoided(Node node, Request request) {
    return request.service().avoided().getOrDefault(node.id(), "");
  }
}
