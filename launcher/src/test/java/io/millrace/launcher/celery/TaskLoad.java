package io.millrace.launcher.celery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.millrace.connectors.celery.broker.AmqpMessages;
import io.millrace.connectors.celery.message.MessageWriter;
import io.millrace.connectors.celery.message.TaskId;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.message.TaskMessage.Canvas;
import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import io.millrace.connectors.celery.message.TaskName;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Calls a task very often, and counts who is answered. */
final class TaskLoad implements AutoCloseable {
  private static final List<Object> ROW =
      List.of(List.of(3.391, 61.68, 22.05, 1464.0, 3.861, 79.01, 72.40, 1251.4));

  final Set<String> sent = ConcurrentHashMap.newKeySet();
  final Map<String, LongAdder> replies = new ConcurrentHashMap<>();
  final Map<String, String> bodies = new ConcurrentHashMap<>();
  /** The ids of the answers, in the order in which they came. */
  final Queue<String> order = new ConcurrentLinkedQueue<>();

  private final MessageWriter writer = new MessageWriter("load@test");
  private final Connection connection;
  private final String queue;
  private final String replyQueue;

  TaskLoad(int port, String queue) throws Exception {
    this(port, queue, Map.of());
  }

  /** @param arguments with which the queue of tasks is declared */
  TaskLoad(int port, String queue, Map<String, Object> arguments) throws Exception {
    var factory = new ConnectionFactory();
    factory.setPort(port);
    factory.setUsername("rabbitmq");
    factory.setPassword("rabbitmq");
    this.connection = factory.newConnection("load");
    this.queue = queue;
    var channel = connection.createChannel();
    this.replyQueue =
        channel.queueDeclare("replies-" + queue, false, false, false, Map.of()).getQueue();
    channel.queueDeclare(queue, true, false, false, arguments);
    channel.basicConsume(
        replyQueue,
        true,
        (tag, message) ->
            answered(String.valueOf(message.getProperties().getCorrelationId()), message.getBody()),
        tag -> {});
  }

  private void answered(String id, byte[] body) {
    order.add(id);
    bodies.put(id, new String(body, UTF_8));
    replies.computeIfAbsent(id, key -> new LongAdder()).increment();
  }

  /** Sends a message as it is; without an id it names nobody to answer. */
  void send(@Nullable String contentType, String body, @Nullable String id) throws IOException {
    var headers = new HashMap<String, Object>();
    headers.put("task", "machine-health.predict");
    if (id != null) {
      headers.put("id", id);
    }
    send(
        new BasicProperties.Builder()
            .contentType(contentType)
            .contentEncoding("utf-8")
            .correlationId(id)
            .replyTo(id == null ? null : replyQueue)
            .headers(headers)
            .build(),
        body.getBytes(UTF_8));
  }

  /** The properties of a task's call in JSON, for the load's own queue of replies. */
  BasicProperties.Builder properties(String task, String id) {
    return new BasicProperties.Builder()
        .contentType("application/json")
        .contentEncoding("utf-8")
        .correlationId(id)
        .replyTo(replyQueue)
        .headers(Map.of("task", task, "id", id));
  }

  /** Sends it to the queue, and returns once the broker has it. */
  void send(BasicProperties properties, byte[] body) throws IOException {
    var channel = connection.createChannel();
    channel.confirmSelect();
    channel.basicPublish("", queue, properties, body);
    try {
      channel.waitForConfirmsOrDie(60_000);
    } catch (InterruptedException | TimeoutException e) {
      throw new IOException(e);
    }
    channel.abort();
  }

  /** Another channel over its connection. */
  Channel channel() throws IOException {
    return connection.createChannel();
  }

  /** How many messages wait in the queue. */
  long waiting() throws IOException {
    var channel = connection.createChannel();
    long count = channel.messageCount(queue);
    channel.abort();
    return count;
  }

  /** Calls it so often; returns once the broker has confirmed all calls. */
  void call(String task, String name, int times) throws Exception {
    call(task, name, times, Timing.NOW);
  }

  /** As {@link #call(String, String, int)}, for that time. */
  void call(String task, String name, int times, Timing timing) throws Exception {
    try (var channel = connection.createChannel()) {
      channel.confirmSelect();
      for (int i = 0; i < times; i++) {
        var id = "%s-%d".formatted(name, i);
        var message = writer.write(call(task, id, timing));
        channel.basicPublish("", queue, AmqpMessages.properties(message), message.body());
        sent.add(id);
      }
      channel.waitForConfirmsOrDie(60_000);
    }
  }

  private TaskMessage call(String task, String id, Timing timing) {
    return new TaskMessage(
        new TaskId(id),
        new TaskName(task),
        ROW,
        Map.of(),
        Canvas.NONE,
        Lineage.NONE,
        timing,
        new Reply(replyQueue, id, false, false),
        0,
        Map.of());
  }

  /** How many of those sent have been answered. */
  int answered() {
    return (int) sent.stream().filter(replies::containsKey).count();
  }

  /** How many answers have come beyond one each. */
  long repeated() {
    return replies.values().stream().mapToLong(count -> count.sum() - 1).sum();
  }

  @Override
  public void close() {
    connection.abort(5000);
  }
}
