package io.millrace.testing.rabbitmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;

/**
 * Where a node listens, on loopback alone.
 *
 * @param cluster between nodes, and to its tools
 * @param mapper of its own port mapper
 */
record RabbitPorts(int amqp, int stream, int management, int cluster, int mapper) {
  private static final int COUNT = 5;

  /** Five ports that are free now. */
  static RabbitPorts free() {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < COUNT; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      var free = sockets.stream().map(ServerSocket::getLocalPort).toList();
      return new RabbitPorts(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      sockets.forEach(RabbitPorts::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
