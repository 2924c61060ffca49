package io.millrace.scheduler.place;

import io.millrace.scheduler.problem.Problem;
import io.millrace.scheduler.problem.Problem.Accelerator;
import io.millrace.scheduler.problem.Problem.Amount;
import io.millrace.scheduler.problem.Problem.Edit;
import io.millrace.scheduler.problem.Problem.Machine;
import io.millrace.scheduler.problem.Problem.Settings;
import io.millrace.scheduler.problem.Problem.Wish;
import io.millrace.scheduler.problem.Solution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Small problems, told in few words. */
final class Given {
  static final Map<String, Double> NO_GPU = Map.of("gpu", 0.0);

  private final List<Machine> nodes = new ArrayList<>();
  private final List<Wish> services = new ArrayList<>();
  private final List<Edit> edits = new ArrayList<>();
  private Settings settings = new Settings(0, 1, 1, 0, 0);
  private int cycles = 1;

  static Given nodes(Machine... nodes) {
    var given = new Given();
    given.nodes.addAll(List.of(nodes));
    return given;
  }

  Given services(Wish... wishes) {
    services.addAll(List.of(wishes));
    return this;
  }

  Given settings(int strategy, double cpuWeight, double memoryWeight) {
    settings = new Settings(strategy, cpuWeight, memoryWeight, 0, 0);
    return this;
  }

  Given queue(int priority, int balance) {
    settings = new Settings(
        settings.strategy(), settings.cpuWeight(), settings.memoryWeight(), priority, balance);
    return this;
  }

  Given cycles(int many) {
    cycles = many;
    return this;
  }

  Given edit(int beforeCycle, String service, int replicas) {
    edits.add(new Edit(beforeCycle, service, replicas));
    return this;
  }

  Problem problem() {
    return new Problem(nodes, services, settings, cycles, edits);
  }

  /** A node of four whole cores. */
  static Machine node(String id, double cpu, double rss, Accelerator... accelerators) {
    return node(id, cpu, rss, List.of(100.0, 100.0, 100.0, 100.0), accelerators);
  }

  static Machine node(
      String id, double cpu, double rss, List<Double> cores, Accelerator... accelerators) {
    return new Machine(
        id,
        "running",
        new Amount(cpu, 0),
        new Amount(rss, 0),
        new Amount(rss, 0),
        cores,
        cores.stream().map(core -> 0.0).toList(),
        List.of(accelerators));
  }

  static Machine notRunning(Machine node) {
    return new Machine(
        node.id(),
        "queueing",
        node.cpu(),
        node.rss(),
        node.vms(),
        node.cores(),
        node.coresUsed(),
        node.accelerators());
  }

  static Accelerator gpu(String id, double used) {
    return new Accelerator(id, "gpu", new Amount(100, used));
  }

  static Wish service(String id, int replicas, double cpu, double rss, Double... cores) {
    return service(id, replicas, cpu, rss, NO_GPU, cores);
  }

  static Wish service(
      String id,
      int replicas,
      double cpu,
      double rss,
      Map<String, Double> accelerators,
      Double... cores) {
    return new Wish(id, cpu, rss, 0, Arrays.asList(cores), accelerators, 0, replicas, 0);
  }

  static Wish sensitive(Wish wish, int sensitivity) {
    return new Wish(
        wish.id(),
        wish.cpu(),
        wish.rss(),
        wish.vms(),
        wish.cores(),
        wish.accelerators(),
        sensitivity,
        wish.replicas(),
        0);
  }

  static Wish withVms(Wish wish, double vms) {
    return new Wish(
        wish.id(),
        wish.cpu(),
        wish.rss(),
        vms,
        wish.cores(),
        wish.accelerators(),
        wish.sensitivity(),
        wish.replicas(),
        0);
  }

  /** Services and nodes of a cycle's placements, such as {@code s1@n2}. */
  static Stream<String> placed(Solution solution, int cycle) {
    return solution.cycles().get(cycle - 1).placements().stream()
        .map(each -> each.service() + "@" + each.node());
  }

  /** How many instances of the service there truly are on all nodes. */
  static int standing(Solution solution, String service) {
    return solution.nodes().stream()
        .mapToInt(node -> node.services().getOrDefault(service, 0))
        .sum();
  }
}
