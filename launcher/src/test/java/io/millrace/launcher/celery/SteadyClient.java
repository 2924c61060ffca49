package io.millrace.launcher.celery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls a task again and again, over one connection after the other. Its replies lie in a quorum queue until it has
 * seen them: RabbitMQ loses none, so that a reply which is missing was never sent.
 */
final class SteadyClient implements AutoCloseable {
  private static final int TOGETHER = 50;
  private static final int MOST_OPEN = 2000;
  private static final byte[] BODY =
      "[[[3.391, 61.68, 22.05, 1464.0, 3.861, 79.01, 72.40, 1251.4]], {}, {}]".getBytes(UTF_8);

  /** The calls that RabbitMQ has confirmed. */
  final Set<String> called = ConcurrentHashMap.newKeySet();
  /** Those whose reply has come. */
  final Set<String> answered = ConcurrentHashMap.newKeySet();

  private final ConnectionFactory factory = new ConnectionFactory();
  private final String queue;
  private final String task;
  private final Thread thread = new Thread(this::run, "steady-client");
  private volatile boolean calling = true;
  private volatile boolean closed;
  private int number;

  SteadyClient(int port, String queue, String task) {
    factory.setPort(port);
    factory.setUsername("rabbitmq");
    factory.setPassword("rabbitmq");
    factory.setAutomaticRecoveryEnabled(false);
    this.queue = queue;
    this.task = task;
    thread.start();
  }

  /** Calls no more; what is open is still waited for. */
  void callNoMore() {
    calling = false;
  }

  private void run() {
    while (!closed) {
      try (var connection = factory.newConnection("steady")) {
        listen(connection);
        call(connection);
      } catch (IOException | TimeoutException | RuntimeException e) {
        // RabbitMQ is away: as Celery's clients do, it tries again.
        LockSupport.parkNanos(50_000_000);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void listen(Connection connection) throws IOException {
    var channel = connection.createChannel();
    channel.queueDeclare(replies(), true, false, false, Map.of("x-queue-type", "quorum"));
    channel.queueDeclare(queue, true, false, false, Map.of());
    channel.basicConsume(
        replies(),
        false,
        (tag, message) -> {
          answered.add(String.valueOf(message.getProperties().getCorrelationId()));
          channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
        },
        tag -> {});
  }

  private void call(Connection connection)
      throws IOException, InterruptedException, TimeoutException {
    var channel = connection.createChannel();
    channel.confirmSelect();
    while (!closed && connection.isOpen()) {
      if (calling && called.size() - answered.size() < MOST_OPEN) {
        var ids = callSome(channel);
        channel.waitForConfirmsOrDie(30_000);
        called.addAll(ids);
      } else {
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  private Set<String> callSome(Channel channel) throws IOException {
    var ids = new java.util.HashSet<String>();
    for (int i = 0; i < TOGETHER; i++) {
      var id = "%s-%d".formatted(queue, number++);
      channel.basicPublish("", queue, properties(id), BODY);
      ids.add(id);
    }
    return ids;
  }

  private BasicProperties properties(String id) {
    return new BasicProperties.Builder()
        .contentType("application/json")
        .contentEncoding("utf-8")
        .deliveryMode(2)
        .correlationId(id)
        .replyTo(replies())
        .headers(Map.of("task", task, "id", id))
        .build();
  }

  private String replies() {
    return queue + "-replies";
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
