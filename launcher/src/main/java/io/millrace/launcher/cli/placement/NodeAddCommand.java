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

/** {@code millrace node add}: a machine joins a pool. */
@Command(
    name = "add",
    description = "Add a node, or nodes from a file of JSON or YAML.",
    footer = {
      "",
      "Example: millrace node add edge-1 --address unix:///var/run/docker.sock --cpu 4000 --memory 8192"
    })
final class NodeAddCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Mixin
  private SpecsToAdd specs;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description =
          "Where containers are started: unix:///…, tcp://HOST:PORT, kubernetes:// or memory://.")
  private @Nullable String address;

  @Option(names = "--cpu", paramLabel = "MILLIS", description = "Thousandths of a processor.")
  private long cpu;

  @Option(names = "--memory", paramLabel = "MIB", description = "Memory in MiB.")
  private long memory;

  @Option(
      names = "--core",
      paramLabel = "MILLIS",
      split = ",",
      description = "Thousandths of each core, where cores are told apart; may be repeated.")
  private List<Long> cores = new ArrayList<>();

  @Option(
      names = "--device",
      paramLabel = "ID=KIND",
      description = "An accelerator, such as 0=nvidia; may be repeated.")
  private Map<String, String> devices = new LinkedHashMap<>();

  @Option(names = "--label", paramLabel = "KEY=VALUE", description = "May be repeated.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    return specs.send(pool, "node", this::spec);
  }

  private ObjectNode spec(String id) {
    var spec = Json.MAPPER.createObjectNode().put("id", id);
    if (address != null) {
      spec.put("address", address);
    }
    var capacity = spec.putObject("capacity");
    capacity.put("millicpu", cpu).put("rss", memory).put("vms", memory);
    var perCore = capacity.putArray("cores");
    cores.forEach(perCore::add);
    var kinds = spec.putArray("devices");
    devices.forEach((device, kind) -> kinds.addObject().put("id", device).put("kind", kind));
    var named = spec.putObject("labels");
    labels.forEach(named::put);
    return spec;
  }
}
