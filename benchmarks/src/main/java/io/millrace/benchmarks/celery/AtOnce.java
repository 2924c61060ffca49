package io.millrace.benchmarks.celery;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import io.millrace.benchmarks.rabbitmq.PrivateRabbit;
import io.millrace.connectors.celery.message.PythonJson;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** A worker that answers each call at once, always the same: what is left is the client's own limit. */
final class AtOnce implements AutoCloseable {
  private final Connection connection;
  private final Channel channel;
  private final String queue;

  AtOnce(int port, String queue) throws IOException, TimeoutException {
    this.queue = queue;
    this.connection = PrivateRabbit.connect(port, "bench at once");
    this.channel = connection.createChannel();
    channel.queueDeclare(queue, true, false, false, Map.of());
    channel.basicConsume(queue, true, (tag, call) -> answer(call), tag -> {});
  }

  private void answer(Delivery call) throws IOException {
    var id = call.getProperties().getCorrelationId();
    var answer = new LinkedHashMap<String, Object>(Map.of(
        "task_id",
        id,
        "status",
        "SUCCESS",
        "result",
        Map.of(
            "model",
            "machine-health",
            "version",
            1,
            "outputs",
            Map.of("probabilities", List.of(0.5, 0.5))),
        "children",
        List.of()));
    answer.putAll(Collections.singletonMap("traceback", null));
    var properties = new BasicProperties.Builder()
        .contentType("application/json")
        .contentEncoding("utf-8")
        .correlationId(id)
        .build();
    channel.basicPublish(
        "", call.getProperties().getReplyTo(), properties, PythonJson.write(answer));
  }

  String queue() {
    return queue;
  }

  @Override
  public void close() {
    connection.abort(2000);
  }
}
