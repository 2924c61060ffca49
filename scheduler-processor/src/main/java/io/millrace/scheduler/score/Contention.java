package io.millrace.scheduler.score;

import io.millrace.scheduler.filter.DeviceChoice;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Node;

/**
 * How little slower things get: 1000 less the sum, over the other services on the node, of the
 * slowdowns that were measured of either beside the other, in thousandths of the time alone.
 */
final class Contention implements Scorer {
  @Override
  public String name() {
    return "contention";
  }

  @Override
  public int score(Node node, Request request, DeviceChoice choice) {
    var slowdowns = request.pool().slowdowns();
    var self = request.spec().id();
    if (slowdowns.areUnknown()) {
      return MOST;
    }
    long sum = 0;
    for (var other : node.residents().keySet()) {
      if (!other.equals(self)) {
        sum += slowdowns.permille(self, other) + slowdowns.permille(other, self);
      }
    }
    return (int) Math.max(0, MOST - sum);
  }
}
