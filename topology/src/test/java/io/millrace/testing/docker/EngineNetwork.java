package io.millrace.testing.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The bridge of one engine. Every engine needs its own: those that share one give the same addresses twice, and one
 * without takes the bridge of the others away.
 */
record EngineNetwork(String bridge, String gateway, String pool) {
  private static final int FIRST = 128;
  private static final int MOST = 255;

  static EngineNetwork create() {
    var random = ThreadLocalRandom.current();
    var taken = Shell.run("ip", "-o", "-4", "addr");
    while (true) {
      var prefix = "10.%d.%d.".formatted(random.nextInt(FIRST, MOST), random.nextInt(MOST));
      if (!taken.contains(" " + prefix)) {
        var network = new EngineNetwork(
            "mr%08x".formatted(random.nextInt()), prefix + "1", prefix + "128/25,size=28");
        network.up();
        return network;
      }
    }
  }

  private void up() {
    Shell.run("ip", "link", "add", bridge, "type", "bridge");
    Shell.run("ip", "addr", "add", gateway + "/25", "dev", bridge);
    Shell.run("ip", "link", "set", bridge, "up");
  }

  /** The engine leaves its rules behind. */
  void down() {
    Shell.run("ip", "link", "del", bridge);
    for (var table : List.of("filter", "nat")) {
      Shell.run("iptables", "-w", "-t", table, "-S")
          .lines()
          .filter(rule -> rule.startsWith("-A") && rule.contains(bridge))
          .forEach(rule -> delete(table, rule));
    }
  }

  private static void delete(String table, String rule) {
    var command = new ArrayList<>(List.of("iptables", "-w", "-t", table, "-D"));
    command.addAll(List.of(rule.substring("-A ".length()).split(" ", -1)));
    Shell.run(command);
  }
}
