package io.millrace.launcher.cli.placement;

import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code millrace service add}: something is to run. */
@Command(
    name = "add",
    description = "Add a service, or services from a file of JSON or YAML.",
    footer = {
      "",
      "Example: millrace service add detector --image detector:1 --replicas 2 --cpu 500 --memory 256"
    })
final class ServiceAddCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Mixin
  private SpecsToAdd specs;

  @Option(names = "--image", paramLabel = "IMAGE", description = "What its containers run.")
  private @Nullable String image;

  @Option(
      names = "--run",
      paramLabel = "WORD",
      description = "A word of the command that replaces the image's; may be repeated.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many instances (default: ${DEFAULT-VALUE}).")
  private int replicas;

  @Option(names = "--cpu", paramLabel = "MILLIS", description = "Thousandths of a processor, each.")
  private long cpu;

  @Option(names = "--memory", paramLabel = "MIB", description = "Memory in MiB, each.")
  private long memory;

  @Option(
      names = "--accelerator",
      paramLabel = "KIND=SHARE",
      description = "Thousandths of a device of this kind, each; may be repeated.")
  private Map<String, Long> accelerators = new LinkedHashMap<>();

  @Option(names = "--env", paramLabel = "NAME=VALUE", description = "May be repeated.")
  private Map<String, String> env = new LinkedHashMap<>();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "A port of the container; the engine chooses the node's. May be repeated.")
  private List<Integer> ports = new ArrayList<>();

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Higher is served first (default: 0).")
  private int priority;

  @Option(names = "--max-per-node", paramLabel = "N", description = "Most instances on one node.")
  private int maxPerNode;

  @Override
  public Integer call() throws IOException {
    return specs.send(pool, "service", this::spec);
  }

  private ObjectNode spec(String id) {
    var spec = Json.MAPPER.createObjectNode().put("id", id);
    spec.put("replicas", replicas).put("priority", priority);
    var container = spec.putObject("container").put("image", image == null ? "" : image);
    var command = container.putArray("command");
    words.forEach(command::add);
    var published = container.putArray("ports");
    ports.forEach(port -> published.addObject().put("container", port));
    var environment = container.putObject("env");
    env.forEach(environment::put);
    var demand = spec.putObject("demand");
    demand.putObject("resources").put("millicpu", cpu).put("rss", memory);
    var devices = demand.putArray("accelerators");
    accelerators.forEach((kind, share) -> {
      var device = devices.addObject().put("share", share);
      device.putArray("kinds").add(kind);
    });
    spec.putObject("constraints").put("maxPerNode", maxPerNode);
    return spec;
  }
}
