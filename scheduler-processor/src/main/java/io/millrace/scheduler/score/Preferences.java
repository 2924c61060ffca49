package io.millrace.scheduler.score;

import io.millrace.scheduler.filter.DeviceChoice;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Node;

/**
 * What the service would rather have: 500, and the weight of every preference that the node
 * satisfies, within 0 and 1000. What quality came to prefer for it weighs 500.
 */
final class Preferences implements Scorer {
  private static final int MIDDLE = 500;

  @Override
  public String name() {
    return "preference";
  }

  @Override
  public int score(Node node, Request request, DeviceChoice choice) {
    long sum = MIDDLE;
    for (var preference : request.constraints().preferred()) {
      if (preference.rule().holds(node.spec().labels())) {
        sum += preference.weight();
      }
    }
    for (var target : request.service().preferred()) {
      if (has(node, target)) {
        sum += MIDDLE;
      }
    }
    return (int) Math.max(0, Math.min(MOST, sum));
  }

  private static boolean has(Node node, String target) {
    for (int device = 0; device < node.devices(); device++) {
      if (node.deviceKind(device).equals(target)) {
        return true;
      }
    }
    return node.spec().labels().containsValue(target);
  }
}
