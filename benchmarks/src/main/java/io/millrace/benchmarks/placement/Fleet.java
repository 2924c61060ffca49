package io.millrace.benchmarks.placement;

import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Nodes of a few types, a third of them with devices, and services of many shapes. */
public final class Fleet {
  private static final int[] CORES = {4, 8, 16, 32, 64, 96};

  private final Random random;

  public Fleet(long seed) {
    this.random = new Random(seed);
  }

  public List<NodeSpec> nodes(int many) {
    var nodes = new ArrayList<NodeSpec>();
    for (int i = 0; i < many; i++) {
      int cores = CORES[random.nextInt(CORES.length)];
      var devices = new ArrayList<Device>();
      if (i % 3 == 0) {
        int count = 1 << random.nextInt(4);
        for (int d = 0; d < count; d++) {
          devices.add(new Device("gpu" + d, random.nextBoolean() ? "T4" : "A10"));
        }
      }
      var capacity = new Resources(1000L * cores, 4096L * cores, 0);
      nodes.add(
          new NodeSpec("node-" + i, capacity, devices).withLabels(Map.of("zone", "zone-" + i % 5)));
    }
    return nodes;
  }

  /** Services with no instance yet, each of a shape of its own. */
  public List<ServiceSpec> services(int many) {
    var services = new ArrayList<ServiceSpec>();
    for (int i = 0; i < many; i++) {
      var resources = new Resources(100L + 50L * i, 256L + 64L * random.nextInt(64), 0);
      var accelerators = i % 10 == 0
          ? List.of(new Demand.Accelerator(List.of(), 100L * (1 + random.nextInt(5)), 1))
          : List.<Demand.Accelerator>of();
      services.add(new ServiceSpec("service-" + i, 0, new Demand(resources, accelerators)));
    }
    return services;
  }
}
