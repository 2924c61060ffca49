package io.millrace.launcher.celery;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A Redis on loopback that keeps nothing. */
record RedisServer(Process process, int port) implements AutoCloseable {

  static RedisServer start(Path folder) throws IOException {
    Files.createDirectories(folder);
    int port = freePort();
    var process = new ProcessBuilder(
            "redis-server",
            "--port",
            String.valueOf(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
    await().atMost(Duration.ofSeconds(60)).until(() -> listens(port));
    return new RedisServer(process, port);
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  String address() {
    return "redis://127.0.0.1:%d/0".formatted(port);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
