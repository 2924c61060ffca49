package io.millrace.testing.rabbitmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** All that a node writes, and the programs that work on it. */
record RabbitFolder(Path path, RabbitPorts ports) {
  // Not the wrappers in /usr/sbin: they drop the environment.
  private static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");
  private static final String NODE = "millrace@localhost";

  static RabbitFolder create(Path path, RabbitPorts ports, String... config) throws IOException {
    if (!Files.isExecutable(PROGRAMS.resolve("rabbitmq-server"))) {
      throw new AssertionError(
          "RabbitMQ is missing. Maybe run scripts/install-test-needs.sh (as root: apt-get install"
              + " rabbitmq-server)");
    }
    for (var folder : List.of("home", "log", "mnesia")) {
      Files.createDirectories(path.resolve(folder));
    }
    Files.writeString(path.resolve("plugins"), "[rabbitmq_management,rabbitmq_stream].\n");
    Files.writeString(
        path.resolve("rabbitmq.conf"),
        """
        listeners.tcp.1 = 127.0.0.1:%d
        stream.listeners.tcp.1 = 127.0.0.1:%d
        stream.advertised_host = 127.0.0.1
        stream.advertised_port = %d
        management.tcp.ip = 127.0.0.1
        management.tcp.port = %d
        default_user = %s
        default_pass = %s
        loopback_users = none
        """.formatted(
                    ports.amqp(),
                    ports.stream(),
                    ports.stream(),
                    ports.management(),
                    RabbitNode.USER,
                    RabbitNode.USER)
            + String.join("\n", config)
            + "\n");
    return new RabbitFolder(path, ports);
  }

  Process server() throws IOException {
    return builder(List.of(PROGRAMS.resolve("rabbitmq-server").toString()))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
        .start();
  }

  String tool(String program, List<String> arguments) throws IOException {
    var command = new ArrayList<>(List.of(PROGRAMS.resolve(program).toString(), "-n", NODE));
    command.addAll(arguments);
    var process = builder(command).start();
    process.getOutputStream().close();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!ended(process) || process.exitValue() != 0) {
      throw new AssertionError("%s failed: %s".formatted(String.join(" ", command), printed));
    }
    return printed;
  }

  /** The mapper is a daemon of its own; it goes once no node is known to it. */
  void endPortMapper() {
    try {
      var process = builder(List.of("epmd", "-port", String.valueOf(ports.mapper()), "-kill"))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      ended(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    var environment = builder.environment();
    environment.putAll(Map.of(
        "HOME",
        path.resolve("home").toString(),
        "HOSTNAME",
        "localhost",
        "RABBITMQ_NODENAME",
        NODE,
        "RABBITMQ_NODE_IP_ADDRESS",
        "127.0.0.1",
        "RABBITMQ_NODE_PORT",
        String.valueOf(ports.amqp()),
        "RABBITMQ_DIST_PORT",
        String.valueOf(ports.cluster()),
        "ERL_EPMD_ADDRESS",
        "127.0.0.1",
        "ERL_EPMD_PORT",
        String.valueOf(ports.mapper())));
    environment.putAll(Map.of(
        "RABBITMQ_MNESIA_BASE", path.resolve("mnesia").toString(),
        "RABBITMQ_LOG_BASE", path.resolve("log").toString(),
        "RABBITMQ_PID_FILE", path.resolve("rabbit.pid").toString(),
        "RABBITMQ_CONF_ENV_FILE", "/dev/null",
        "RABBITMQ_ENABLED_PLUGINS_FILE", path.resolve("plugins").toString(),
        "RABBITMQ_CONFIG_FILE", path.resolve("rabbitmq.conf").toString(),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"));
    // By default the tools take ports above the node's, which may be past the last there is.
    environment.put("RABBITMQ_CTL_DIST_PORT_MIN", "10000");
    environment.put("RABBITMQ_CTL_DIST_PORT_MAX", "32000");
    return builder;
  }

  private Path output() {
    return path.resolve("log").resolve("stdout");
  }

  String log() {
    try {
      return Files.exists(output()) ? Files.readString(output()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
