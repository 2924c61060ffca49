package io.millrace.benchmarks.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A RabbitMQ of the benchmark's own, on loopback and in one folder. */
public final class PrivateRabbit implements AutoCloseable {
  private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final int port;
  private final int streamPort;
  private final String mapperPort;

  private PrivateRabbit(Process process, int port, int streamPort, String mapperPort) {
    this.process = process;
    this.port = port;
    this.streamPort = streamPort;
    this.mapperPort = mapperPort;
  }

  /** Starts it without any plugin. */
  public static PrivateRabbit start(Path folder) throws IOException, InterruptedException {
    return start(folder, false);
  }

  /** Starts it with the plugin for streams. */
  public static PrivateRabbit withStreams(Path folder) throws IOException, InterruptedException {
    return start(folder, true);
  }

  private static PrivateRabbit start(Path folder, boolean streams)
      throws IOException, InterruptedException {
    if (!Files.isExecutable(SERVER)) {
      throw new IOException(
          "%s is missing. Install it: apt-get install rabbitmq-server".formatted(SERVER));
    }
    int port = freePort();
    Files.createDirectories(folder.resolve("home"));
    int streamPort = freePort();
    Files.writeString(folder.resolve("plugins"), streams ? "[rabbitmq_stream]." : "[].");
    Files.writeString(
        folder.resolve("rabbitmq.conf"),
        "listeners.tcp.1 = 127.0.0.1:%d\ndefault_user = rabbitmq\ndefault_pass = rabbitmq\n"
                .formatted(port)
            + (streams ? streamLines(streamPort) : ""));
    var builder = new ProcessBuilder(SERVER.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out").toFile());
    builder.environment().putAll(environment(folder, port));
    var started = new PrivateRabbit(
        builder.start(),
        port,
        streamPort,
        String.valueOf(builder.environment().get("ERL_EPMD_PORT")));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!listens(port) || (streams && !listens(streamPort))) {
      if (System.nanoTime() > end || !started.process.isAlive()) {
        started.close();
        throw new IOException(
            "RabbitMQ does not start: " + Files.readString(folder.resolve("out")));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return started;
  }

  private static Map<String, String> environment(Path folder, int port) throws IOException {
    return Map.ofEntries(
        Map.entry("HOME", folder.resolve("home").toString()),
        Map.entry("HOSTNAME", "localhost"),
        Map.entry("RABBITMQ_NODENAME", "bench%d@localhost".formatted(port)),
        Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
        Map.entry("RABBITMQ_NODE_PORT", String.valueOf(port)),
        Map.entry("RABBITMQ_DIST_PORT", String.valueOf(freePort())),
        Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
        Map.entry("ERL_EPMD_RELAXED_COMMAND_CHECK", "1"),
        Map.entry("ERL_EPMD_PORT", String.valueOf(freePort())),
        Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString()),
        Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
        Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()),
        Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString()),
        Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
        Map.entry(
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"));
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String streamLines(int port) {
    return "stream.listeners.tcp.1 = 127.0.0.1:%d%nstream.advertised_host = 127.0.0.1%nstream.advertised_port = %d%n"
        .formatted(port, port);
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where it listens for AMQP. */
  public int port() {
    return port;
  }

  /** Its address as Celery's programs have it. */
  public String address() {
    return "amqp://rabbitmq:rabbitmq@127.0.0.1:%d//".formatted(port);
  }

  /** Its address for clients of streams. */
  public String streamAddress() {
    return "rabbitmq-stream://rabbitmq:rabbitmq@127.0.0.1:%d//".formatted(streamPort);
  }

  /** Connects to the one that listens there. */
  public static Connection connect(int port, String name) throws IOException, TimeoutException {
    var factory = new ConnectionFactory();
    factory.setPort(port);
    factory.setUsername("rabbitmq");
    factory.setPassword("rabbitmq");
    return factory.newConnection(name);
  }

  /** The CPU time that it has used. */
  public Duration cpu() {
    return Cpu.of(process.toHandle());
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      // Erlang's port mapper is nobody's child, and would stay.
      process.waitFor(10, TimeUnit.SECONDS);
      new ProcessBuilder("epmd", "-port", mapperPort, "-kill")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      // It has ended by itself, or is not there.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
