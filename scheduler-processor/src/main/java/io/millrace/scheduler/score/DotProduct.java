package io.millrace.scheduler.score;

import io.millrace.scheduler.filter.DeviceChoice;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Largest;
import io.millrace.scheduler.pool.Node;

/**
 * How well what is demanded points the same way as what is free: the sum over resources of demand
 * times free, each a share of the largest node's (Panigrahy et al., Heuristics for vector bin
 * packing, 2011).
 */
final class DotProduct implements Scorer {
  private static final int RESOURCES = 3;

  private final Largest largest;

  DotProduct(Largest largest) {
    this.largest = largest;
  }

  @Override
  public String name() {
    return "dot-product";
  }

  @Override
  public int score(Node node, Request request, DeviceChoice choice) {
    long sum = product(request.millicpu(), node.freeMillicpu(), largest.millicpu())
        + product(request.rss(), node.freeRss(), largest.rss())
        + product(request.deviceShares(), node.freeDevices(), largest.devices());
    return (int) (sum / (RESOURCES * MOST));
  }

  /** Thousandths times thousandths. */
  private static long product(long demand, long free, long of) {
    return (demand * MOST / of) * (free * MOST / of);
  }
}
