package io.millrace.launcher.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.millrace.testing.rabbitmq.RabbitNode;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/** Sends reports as QoA4ML's client does: it declares the exchange, and gives each message one second. */
final class Reporter implements AutoCloseable {
  private static final BasicProperties ONE_SECOND =
      new BasicProperties.Builder().expiration("1000").build();

  private final String application;
  private final Connection connection;
  private final Channel channel;
  private final Set<Integer> returned = ConcurrentHashMap.newKeySet();

  Reporter(RabbitNode rabbit, String application) throws IOException, TimeoutException {
    this.application = application;
    var factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(rabbit.amqpPort());
    factory.setUsername(RabbitNode.USER);
    factory.setPassword(RabbitNode.USER);
    factory.setAutomaticRecoveryEnabled(false);
    connection = factory.newConnection();
    channel = connection.createChannel();
    channel.exchangeDeclare(application + "_exchange", "topic");
    channel.addReturnListener(
        message -> returned.add(number(new String(message.getBody(), UTF_8))));
    channel.confirmSelect();
  }

  Channel channel() {
    return channel;
  }

  /** Whether a queue has it for certain. */
  boolean report(int number) {
    try {
      send(text(number).getBytes(UTF_8));
      return channel.waitForConfirms(10_000) && !returned.contains(number);
    } catch (IOException | ShutdownSignalException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void send(byte[] body) throws IOException {
    channel.basicPublish(
        application + "_exchange", application + ".u.s1.i.client1", true, ONE_SECOND, body);
  }

  private String text(int number) {
    return """
        {"metadata": {"client_config": {"application_name": "%s", "stage_id": "s1", "instance_id": "i",
         "user_id": "u", "run_id": "r1"}, "timestamp": 1795293299.5},
         "service": {"s1": {"name": "s1", "metrics": {"response_time": {"i":
         {"metric_name": "response_time", "records": [%d], "unit": null, "description": null}}}}},
         "data": {}, "ml_inference": {}}""".formatted(application, number);
  }

  private static int number(String report) {
    int from = report.indexOf("\"records\": [") + 12;
    return Integer.parseInt(report.substring(from, report.indexOf(']', from)));
  }

  @Override
  public void close() throws IOException {
    connection.abort(1000);
  }
}
