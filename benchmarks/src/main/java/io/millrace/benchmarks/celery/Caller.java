package io.millrace.benchmarks.celery;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.millrace.benchmarks.rabbitmq.PrivateRabbit;
import io.millrace.connectors.celery.broker.AmqpMessages;
import io.millrace.connectors.celery.message.Envelope;
import io.millrace.connectors.celery.message.PythonJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** A fast client: calls a task, with some calls under way at a time. */
final class Caller implements AutoCloseable {
  private static final byte[] BODY = PythonJson.write(List.of(
      List.of(List.of(3.391, 61.68, 22.05, 1464.0, 3.861, 79.01, 72.40, 1251.4)),
      Map.of(),
      Map.of()));
  private static final byte[] SUCCESS = "\"SUCCESS\"".getBytes(StandardCharsets.UTF_8);

  /** What came of calling. */
  record Called(long answered, long failed, double seconds, Histogram micros) {}

  private final Connection connection;
  private final Channel channel;
  private final String queue;
  private final String replies;
  private final Semaphore window;
  private final int size;
  private final Map<String, Long> begun = new ConcurrentHashMap<>();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile Histogram micros = new ConcurrentHistogram(3);
  private long last;

  Caller(int port, String queue, int window) throws IOException, TimeoutException {
    this.connection = PrivateRabbit.connect(port, "bench");
    this.queue = queue;
    this.size = window;
    this.window = new Semaphore(window);
    this.channel = connection.createChannel();
    // As clients in Python do: what is sent to a queue that is not there yet would be lost.
    channel.queueDeclare(queue, true, false, false, Map.of());
    var listening = connection.createChannel();
    this.replies = listening.queueDeclare("", false, true, true, Map.of()).getQueue();
    listening.basicConsume(
        replies,
        true,
        (tag, message) -> answered(message.getProperties(), message.getBody()),
        tag -> {});
  }

  private void answered(BasicProperties properties, byte[] body) {
    var at = begun.remove(properties.getCorrelationId());
    if (at == null) {
      return; // said before
    }
    micros.recordValue(Math.max(1, (System.nanoTime() - at) / 1000));
    (isSuccess(body) ? answered : failed).increment();
    window.release();
  }

  private static boolean isSuccess(byte[] body) {
    for (int i = 0; i + SUCCESS.length <= body.length; i++) {
      int same = 0;
      while (same < SUCCESS.length && body[i + same] == SUCCESS[same]) {
        same++;
      }
      if (same == SUCCESS.length) {
        return true;
      }
    }
    return false;
  }

  /** Calls for so long, and waits for the last answers. */
  Called call(Duration time) throws IOException, InterruptedException {
    answered.reset();
    failed.reset();
    micros = new ConcurrentHistogram(3);
    long start = System.nanoTime();
    long end = start + time.toNanos();
    while (System.nanoTime() < end) {
      if (window.tryAcquire(1, TimeUnit.SECONDS)) {
        callOnce();
      }
    }
    if (!window.tryAcquire(size, 60, TimeUnit.SECONDS)) {
      throw new IOException("%d calls are not answered".formatted(begun.size()));
    }
    window.release(size);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Called(answered.sum(), failed.sum(), seconds, micros);
  }

  private void callOnce() throws IOException {
    var id = "%s-%d".formatted(replies, last++);
    var headers = new LinkedHashMap<String, Object>();
    headers.put("lang", "java");
    headers.put("task", "machine-health.predict");
    headers.put("id", id);
    headers.put("root_id", id);
    headers.put("retries", 0);
    var envelope = new Envelope(Envelope.Properties.json(id, replies, 0), headers, BODY);
    begun.put(id, System.nanoTime());
    channel.basicPublish("", queue, AmqpMessages.properties(envelope), BODY);
  }

  @Override
  public void close() {
    connection.abort(2000);
  }
}
