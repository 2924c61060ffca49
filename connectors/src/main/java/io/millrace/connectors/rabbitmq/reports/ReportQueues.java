package io.millrace.connectors.rabbitmq.reports;

import com.rabbitmq.client.AMQP.Queue.DeclareOk;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where one application's reports lie in RabbitMQ. Clients give them one second; what is not taken by then is moved to a
 * second queue, where it has no end. Both are quorum queues, which keep also what was not sent to be kept.
 *
 * @param application its name, as its clients' exchange has it
 */
record ReportQueues(String application) {
  private static final int LONGEST_NAME = 255;

  ReportQueues {
    if (late(application).getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "application %s: its name is too long for a queue of RabbitMQ".formatted(application));
    }
  }

  /** The exchange that ROHE's registration names. */
  String exchange() {
    return application + "_exchange";
  }

  String fresh() {
    return "millrace.reports." + application;
  }

  String late() {
    return late(application);
  }

  private static String late(String application) {
    return "millrace.late-reports." + application;
  }

  List<String> both() {
    return List.of(fresh(), late());
  }

  /**
   * Makes what is missing.
   *
   * @throws IOException if the broker refuses, as where something else bears a name of these
   */
  void declare(Connection connection, Channel channel) throws IOException {
    declareExchange(connection, channel);
    channel.queueDeclare(late(), true, false, false, Map.of("x-queue-type", "quorum"));
    var arguments = new HashMap<String, Object>();
    arguments.put("x-queue-type", "quorum");
    arguments.put("x-dead-letter-exchange", "");
    arguments.put("x-dead-letter-routing-key", late());
    // What has run out of time must not run out of space on its way.
    arguments.put("x-dead-letter-strategy", "at-least-once");
    arguments.put("x-overflow", "reject-publish");
    channel.queueDeclare(fresh(), true, false, false, arguments);
    channel.queueBind(fresh(), exchange(), application + ".#");
  }

  // A client may have made it before, and may have made it durable: that it is there will do.
  private void declareExchange(Connection connection, Channel channel) throws IOException {
    if (!isThere(connection)) {
      channel.exchangeDeclare(exchange(), BuiltinExchangeType.TOPIC, false, false, Map.of());
    }
  }

  private boolean isThere(Connection connection) throws IOException {
    // The answer that it is not there closes the channel.
    var probe = connection.createChannel();
    if (probe == null) {
      throw new IOException("the broker allows no more channels on a connection");
    }
    try {
      probe.exchangeDeclarePassive(exchange());
      probe.abort();
      return true;
    } catch (IOException e) {
      if (e.getCause() instanceof ShutdownSignalException signal && !signal.isHardError()) {
        return false;
      }
      throw e;
    }
  }

  /** What still lies in both. */
  long left(Channel channel) throws IOException {
    long left = 0;
    for (var queue : both()) {
      DeclareOk found = channel.queueDeclarePassive(queue);
      left += found.getMessageCount();
    }
    return left;
  }

  /** No more reports come in; those that are there stay. */
  void unbind(Channel channel) throws IOException {
    channel.queueUnbind(fresh(), exchange(), application + ".#");
  }

  void delete(Channel channel) throws IOException {
    for (var queue : both()) {
      channel.queueDelete(queue);
    }
  }
}
