package io.millrace.scheduler.rohe;

import io.millrace.scheduler.problem.Problem.Machine;
import io.millrace.scheduler.problem.Problem.Settings;
import io.millrace.scheduler.problem.Problem.Wish;
import io.millrace.scheduler.problem.Solution.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A node as ROHE fills it. */
final class RoheNode {
  private static final double CORE = 100;

  final Machine machine;
  private double cpu;
  private double rss;
  private double[] cores;
  private final double[] accelerators;
  private final Map<String, Integer> services;

  RoheNode(Machine machine) {
    this.machine = machine;
    this.cpu = machine.cpu().used();
    this.rss = machine.rss().used();
    this.cores = machine.coresUsed().stream().mapToDouble(Double::doubleValue).toArray();
    this.accelerators =
        machine.accelerators().stream().mapToDouble(each -> each.load().used()).toArray();
    this.services = new LinkedHashMap<>();
  }

  private RoheNode(RoheNode other) {
    this.machine = other.machine;
    this.cpu = other.cpu;
    this.rss = other.rss;
    this.cores = other.cores.clone();
    this.accelerators = other.accelerators.clone();
    this.services = new LinkedHashMap<>(other.services);
  }

  RoheNode copy() {
    return new RoheNode(this);
  }

  /** Neither the node's status nor virtual memory is looked at. */
  boolean admits(Wish wish) {
    return wish.cpu() <= machine.cpu().capacity() - cpu
        && wish.rss() <= machine.rss().capacity() - rss
        && anyAccelerator(wish);
  }

  // One of the kinds is enough, none of them is never enough, and the free share must exceed the
  // wish.
  private boolean anyAccelerator(Wish wish) {
    for (var wanted : wish.accelerators().entrySet()) {
      if (wanted.getValue() == 0) {
        return true;
      }
      for (int i = 0; i < accelerators.length; i++) {
        if (isOf(i, wanted.getKey()) && wanted.getValue() < free(i)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isOf(int accelerator, String type) {
    return machine.accelerators().get(accelerator).type().equals(type);
  }

  private double free(int accelerator) {
    return machine.accelerators().get(accelerator).load().capacity() - accelerators[accelerator];
  }

  /** What is left afterwards, in shares of cores and memory; -1 where a core is too small. */
  double score(Wish wish, Settings settings) {
    int many = cores.length;
    var left = new double[many];
    for (int i = 0; i < many; i++) {
      left[i] = machine.cores().get(i) - cores[i];
    }
    Arrays.sort(left);
    var wanted = firstCores(wish);
    Arrays.sort(wanted);
    double sum = 0;
    for (int i = 0; i < many; i++) {
      left[i] -= wanted[i];
      if (left[i] < 0) {
        return -1;
      }
      sum += left[i];
    }
    double memory = machine.rss().capacity();
    if (memory == 0 || many == 0) {
      throw new RoheFailure("ZeroDivisionError: division by zero");
    }
    return settings.cpuWeight() * (sum / (many * CORE))
        + settings.memoryWeight() * ((memory - rss - wish.rss()) / memory);
  }

  /** As many as the node has: demands for more cores are dropped. */
  private double[] firstCores(Wish wish) {
    var wanted = new double[cores.length];
    for (int i = 0; i < Math.min(wanted.length, wish.cores().size()); i++) {
      wanted[i] = wish.cores().get(i);
    }
    return wanted;
  }

  void take(Wish wish) {
    cpu += wish.cpu();
    rss += wish.rss();
    // Every device that matches is charged.
    wish.accelerators().forEach((type, share) -> {
      for (int i = 0; i < accelerators.length; i++) {
        if (isOf(i, type) && share < free(i)) {
          accelerators[i] += share;
        }
      }
    });
    takeCores(wish);
    services.merge(wish.id(), 1, Integer::sum);
  }

  // The used shares are sorted and the capacities are not, so on unequal cores they are told of the
  // wrong ones.
  private void takeCores(Wish wish) {
    var used = cores.clone();
    Arrays.sort(used);
    var wanted = firstCores(wish);
    Arrays.sort(wanted);
    for (int i = 0; i < used.length; i++) {
      used[i] += wanted[used.length - 1 - i];
    }
    cores = used;
  }

  Usage usage() {
    var devices = new LinkedHashMap<String, Double>();
    for (int i = 0; i < accelerators.length; i++) {
      devices.put(machine.accelerators().get(i).id(), accelerators[i]);
    }
    var used = new ArrayList<Double>();
    for (double core : cores) {
      used.add(core);
    }
    return new Usage(machine.id(), cpu, rss, used, devices, services);
  }
}
