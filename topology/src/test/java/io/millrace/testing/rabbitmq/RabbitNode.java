package io.millrace.testing.rabbitmq;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A RabbitMQ on loopback, with streams and the management plugin: free ports that stay the same over its restarts, and
 * all it writes in one folder. The user is {@code rabbitmq}, and so is the password.
 */
public final class RabbitNode implements AutoCloseable {
  /** Its user, and the user's password. */
  public static final String USER = "rabbitmq";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final RabbitFolder folder;
  private final RabbitPorts ports;
  private @Nullable Process server;

  private RabbitNode(RabbitFolder folder, RabbitPorts ports) {
    this.folder = folder;
    this.ports = ports;
  }

  /**
   * Starts a node and waits until it takes connections.
   *
   * @param folder empty, or that of a node that has ended
   * @param config more lines of {@code rabbitmq.conf}
   */
  public static RabbitNode start(Path folder, String... config) throws IOException {
    var ports = RabbitPorts.free();
    var node = new RabbitNode(RabbitFolder.create(folder, ports, config), ports);
    try {
      node.start();
    } catch (IOException | RuntimeException | Error e) {
      node.close();
      throw e;
    }
    return node;
  }

  /** Starts it again after {@link #stop()} or {@link #kill()}, with what it had kept. */
  public void start() throws IOException {
    if (server != null) {
      throw new IllegalStateException("it runs");
    }
    server = folder.server();
    await(ports.amqp());
    await(ports.stream());
  }

  private void await(int port) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!listens(port)) {
      if (System.nanoTime() > end || server == null || !server.isAlive()) {
        throw new AssertionError("RabbitMQ does not start:%n%s".formatted(folder.log()));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it in good order. */
  public void stop() {
    end(false);
  }

  /** As {@code kill -9}. */
  public void kill() {
    end(true);
  }

  private void end(boolean atOnce) {
    var running = server;
    if (running == null) {
      return;
    }
    server = null;
    // The script waits for the machine below it, which is what holds the data.
    var all = new ArrayList<>(running.descendants().toList());
    all.stream()
        .filter(one -> one.info().command().orElse("").endsWith("beam.smp"))
        .forEach(beam -> end(beam, atOnce));
    all.add(running.toHandle());
    for (var one : all) {
      awaitEnd(one);
    }
    folder.endPortMapper();
  }

  private static void end(ProcessHandle process, boolean atOnce) {
    if (atOnce) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      process.destroyForcibly();
    }
  }

  /** Runs {@code rabbitmqctl} and gives what it prints. */
  public String ctl(String... arguments) throws IOException {
    return folder.tool("rabbitmqctl", List.of(arguments));
  }

  /** Runs {@code rabbitmq-streams} and gives what it prints. */
  public String streams(String... arguments) throws IOException {
    return folder.tool("rabbitmq-streams", List.of(arguments));
  }

  public int amqpPort() {
    return ports.amqp();
  }

  public int streamPort() {
    return ports.stream();
  }

  public int managementPort() {
    return ports.management();
  }

  /** The address of its virtual host {@code /} over AMQP. */
  public String amqp() {
    return "amqp://%s:%s@127.0.0.1:%d//".formatted(USER, USER, ports.amqp());
  }

  /** The address of its virtual host {@code /} over the stream protocol. */
  public String stream() {
    return "rabbitmq-stream://%s:%s@127.0.0.1:%d//".formatted(USER, USER, ports.stream());
  }

  /** What it has written to its log. */
  public String log() {
    return folder.log();
  }

  /** Where it keeps all. */
  public Path folder() {
    return folder.path();
  }

  /** Ends it; what it kept stays in its folder. */
  @Override
  public void close() {
    kill();
  }

  /** Whether the folder holds a node's data. */
  public static boolean isIn(Path folder) {
    return Files.isDirectory(folder.resolve("mnesia"));
  }

  @Override
  public String toString() {
    return "RabbitNode{%s, %s}".formatted(folder.path(), ports);
  }
}
