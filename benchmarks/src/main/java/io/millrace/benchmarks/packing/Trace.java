package io.millrace.benchmarks.packing;

import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.scheduler.pool.TypicalDemands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * A traced cluster in the form of Alibaba's cluster-trace-gpu-v2023: GPU nodes, and lists of tasks
 * by workload.
 */
final class Trace {
  private static final String NODES = "openb_node_list_gpu_node.csv";
  private static final String TASKS = "openb_pod_list_";
  private static final String CSV = ".csv";

  private Trace() {}

  /** @param deviceShare thousandths of each of its devices; 0 devices: processor and memory only */
  record Task(long millicpu, long memory, int devices, long deviceShare, List<String> models) {
    Demand demand() {
      var resources = new Resources(millicpu, memory, 0);
      return devices == 0
          ? new Demand(resources)
          : new Demand(resources, List.of(new Demand.Accelerator(models, deviceShare, devices)));
    }

    /** Thousandths of devices. */
    long requested() {
      return devices * deviceShare;
    }

    /** How tasks are told apart in the report. */
    String kind() {
      if (devices == 0) {
        return "cpu";
      }
      return deviceShare < Device.WHOLE ? "shared" : devices + "-gpu";
    }

    // The published shapes do not tell memory apart.
    private Shape shape(long weight) {
      return new Shape(millicpu, 0, models, deviceShare, devices, weight);
    }
  }

  static List<NodeSpec> nodes(Path folder) throws IOException {
    var nodes = new ArrayList<NodeSpec>();
    for (var row : rows(folder.resolve(NODES))) {
      var devices = new ArrayList<Device>();
      for (int i = 0; i < row.number("gpu"); i++) {
        devices.add(new Device("gpu" + i, row.text("model")));
      }
      nodes.add(new NodeSpec(
          row.text("sn"),
          new Resources(row.number("cpu_milli"), row.number("memory_mib"), 0),
          devices));
    }
    return nodes;
  }

  /** The names of the workloads whose tasks the folder has. */
  static List<String> workloads(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(TASKS) && name.endsWith(CSV))
          .map(name -> name.substring(TASKS.length(), name.length() - CSV.length()))
          .sorted()
          .toList();
    }
  }

  static List<Task> tasks(Path folder, String workload) throws IOException {
    var tasks = new ArrayList<Task>();
    for (var row : rows(folder.resolve(TASKS + workload + CSV))) {
      var spec = row.text("gpu_spec");
      tasks.add(new Task(
          row.number("cpu_milli"),
          row.number("memory_mib"),
          (int) row.number("num_gpu"),
          row.number("gpu_milli"),
          spec.isEmpty() ? List.of() : List.of(spec.split("\\|"))));
    }
    return tasks;
  }

  /** What is typical of the tasks. */
  static List<Shape> typical(List<Task> tasks) {
    var counts = new LinkedHashMap<Shape, Long>();
    tasks.forEach(task -> counts.merge(task.shape(0), 1L, Long::sum));
    var shapes = new ArrayList<Shape>();
    counts.forEach((shape, many) -> shapes.add(new Shape(
        shape.millicpu(), shape.memory(), shape.kinds(), shape.share(), shape.count(), many)));
    return TypicalDemands.mostFrequent(shapes);
  }

  private record Row(List<String> header, List<String> cells) {
    String text(String column) {
      int at = header.indexOf(column);
      return at < 0 || at >= cells.size() ? "" : cells.get(at).strip();
    }

    long number(String column) {
      var text = text(column);
      try {
        return text.isEmpty() ? 0 : Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "column %s: a whole number is wanted, not \"%s\"".formatted(column, text), e);
      }
    }
  }

  private static List<Row> rows(Path file) throws IOException {
    var lines = Files.readAllLines(file);
    var header = Arrays.asList(lines.get(0).split(",", -1));
    return lines.stream()
        .skip(1)
        .filter(line -> !line.isBlank())
        .map(line -> new Row(header, Arrays.asList(line.split(",", -1))))
        .toList();
  }
}
