package io.millrace.scheduler.score;

import io.millrace.scheduler.filter.DeviceChoice;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Node;

/**
 * How evenly the node's processor and memory would be used: 1000 less the difference of the two
 * used shares, in thousandths of what the node has.
 */
final class Balance implements Scorer {
  @Override
  public String name() {
    return "balance";
  }

  @Override
  public int score(Node node, Request request, DeviceChoice choice) {
    var capacity = node.spec().capacity();
    long cpu = share(node.freeMillicpu() - request.millicpu(), capacity.millicpu());
    long memory = share(node.freeRss() - request.rss(), capacity.rss());
    return (int) (MOST - Math.abs(cpu - memory));
  }

  private static long share(long free, long of) {
    return of == 0 ? 0 : free * MOST / of;
  }
}
