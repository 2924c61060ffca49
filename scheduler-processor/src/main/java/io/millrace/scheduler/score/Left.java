package io.millrace.scheduler.score;

import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Largest;
import io.millrace.scheduler.pool.Node;

/** What a node would have left, each resource as a share of the largest node's. */
public final class Left {
  /** A whole, in the shares. */
  public static final int WHOLE = 1_000_000;

  private static final int FIFTH = WHOLE / 5;
  private static final int DEVICES = 4;

  private final Largest largest;

  public Left(Largest largest) {
    this.largest = largest;
  }

  int cpu(Node node, Request request) {
    return share(node.freeMillicpu() - request.millicpu(), largest.millicpu());
  }

  int memory(Node node, Request request) {
    return share(node.freeRss() - request.rss(), largest.rss());
  }

  int devices(Node node, Request request) {
    return share(node.freeDevices() - request.deviceShares(), largest.devices());
  }

  // Amounts are below 2^40, so that the product fits.
  private static int share(long left, long of) {
    return (int) (left * WHOLE / of);
  }

  /**
   * What ties are broken by: all resources together, devices counting four times. In a pool with
   * devices only whole fifths count, because the order of the nodes then keeps more of them whole
   * than the last bit of a processor does (as measured on traced workloads).
   */
  public int all(Node node, Request request) {
    int processors = cpu(node, request) + memory(node, request);
    return largest.haveDevices()
        ? (DEVICES * devices(node, request) + processors) / FIFTH
        : processors;
  }
}
