package io.millrace.scheduler.score;

import io.millrace.scheduler.filter.DeviceChoice;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Node;

/**
 * Room around services that suffer from sharing: what the node would have left of what they are
 * sensitive to, in thousandths of what it has; of processor and memory the lesser. All nodes are
 * equal for other services.
 */
final class SensitivityScore implements Scorer {
  @Override
  public String name() {
    return "sensitivity";
  }

  @Override
  public int score(Node node, Request request, DeviceChoice choice) {
    var sensitivity = request.spec().sensitivity();
    var capacity = node.spec().capacity();
    long least = MOST;
    if (sensitivity.toCpu()) {
      least = share(node.freeMillicpu() - request.millicpu(), capacity.millicpu());
    }
    if (sensitivity.toMemory()) {
      least = Math.min(least, share(node.freeRss() - request.rss(), capacity.rss()));
    }
    return (int) least;
  }

  private static long share(long left, long of) {
    return of == 0 ? 0 : left * MOST / of;
  }
}
