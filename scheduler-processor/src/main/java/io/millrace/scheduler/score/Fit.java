package io.millrace.scheduler.score;

import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.Strategy;
import io.millrace.scheduler.filter.DeviceChoice;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Node;

/**
 * Best fit and worst fit: the weighted mean of what a node would have left of processor, memory and
 * devices, each a share of the largest node's; best fit takes it from 1000.
 */
final class Fit implements Scorer {
  private final Left left;
  private final boolean best;
  private final int cpu;
  private final int memory;
  private final int devices;

  Fit(Policy policy, Left left) {
    this.left = left;
    this.best = policy.strategy() != Strategy.WORST_FIT;
    this.cpu = policy.resources().getOrDefault("cpu", 0);
    this.memory = policy.resources().getOrDefault("memory", 0);
    this.devices = policy.resources().getOrDefault("accelerator", 0);
  }

  @Override
  public String name() {
    return "fit";
  }

  @Override
  public int score(Node node, Request request, DeviceChoice choice) {
    long weights = (long) cpu + memory + devices;
    if (weights == 0) {
      return 0;
    }
    long sum = (long) cpu * left.cpu(node, request)
        + (long) memory * left.memory(node, request)
        + (long) devices * left.devices(node, request);
    int mean = (int) (sum * MOST / (weights * Left.WHOLE));
    return best ? MOST - mean : mean;
  }
}
