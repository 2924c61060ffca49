package io.millrace.connectors.celery.worker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.millrace.connectors.celery.broker.QueueSpec;
import io.millrace.connectors.celery.worker.QueueConsumer.Receiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Consumes the queues of tasks over the connection of the moment. One that cannot be consumed holds no other up. */
final class Consuming {
  private static final Logger LOG = LoggerFactory.getLogger(Consuming.class);
  private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(5);
  private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(5);

  private final int prefetch;
  private final Receiver receiver;
  private final ReentrantLock oneAtATime = new ReentrantLock(true);
  private final Map<String, QueueSpec> queues = new LinkedHashMap<>();
  private final Map<String, QueueConsumer> consumers = new LinkedHashMap<>();
  private final Map<String, Refusal> refusals = new HashMap<>();
  private @Nullable Connection connection;
  private volatile @Nullable String trouble;

  /** Why a queue is not consumed, and when that is tried again. */
  private record Refusal(String reason, long pause, long at) {
    boolean isOver() {
      return System.nanoTime() - at > pause;
    }
  }

  Consuming(List<QueueSpec> queues, int prefetch, Receiver receiver) {
    this.prefetch = prefetch;
    this.receiver = receiver;
    queues.forEach(queue -> this.queues.put(queue.name(), queue));
  }

  synchronized List<QueueSpec> queues() {
    return List.copyOf(queues.values());
  }

  /** What keeps queues from being consumed; null if nothing does. */
  @Nullable
  String trouble() {
    return trouble;
  }

  /** Declares and consumes all queues. */
  synchronized void connected(Connection opened) throws IOException {
    connection = opened;
    consumers.clear();
    follow();
    if (!opened.isOpen()) {
      throw new IOException(String.valueOf(trouble));
    }
  }

  synchronized void disconnected() {
    connection = null;
    consumers.clear();
  }

  /** Consumes what is not consumed: a channel may have been closed, or a queue not been served. */
  synchronized void follow() {
    for (var queue : queues.values()) {
      var over = connection;
      var refusal = refusals.get(queue.name());
      if (over != null && over.isOpen() && (refusal == null || refusal.isOver())) {
        follow(over, queue);
      }
    }
    refusals.keySet().retainAll(queues.keySet());
    trouble = refusals.isEmpty()
        ? null
        : refusals.entrySet().iterator().next().getValue().reason();
  }

  private void follow(Connection over, QueueSpec queue) {
    var consumer = consumers.get(queue.name());
    if (consumer != null && consumer.isOpen()) {
      return;
    }
    consumers.remove(queue.name());
    try {
      consumers.put(queue.name(), QueueConsumer.open(over, queue, prefetch, this::take));
      if (refusals.remove(queue.name()) != null) {
        LOG.info("queue {} is consumed", queue);
      }
    } catch (IOException | RuntimeException e) {
      // The others must be consumed all the same; this one is tried again, after its pause even
      // where it has cost the connection.
      refuse(queue, e);
    }
  }

  private void refuse(QueueSpec queue, Exception e) {
    var reason = "queue %s cannot be consumed: %s".formatted(queue, reason(e));
    var last = refusals.get(queue.name());
    if (last == null || !last.reason().equals(reason)) {
      LOG.warn("{}", reason);
    }
    long pause = last == null ? FIRST_PAUSE : Math.min(2 * last.pause(), LONGEST_PAUSE);
    refusals.put(queue.name(), new Refusal(reason, pause, System.nanoTime()));
  }

  private static String reason(Exception e) {
    var cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof ShutdownSignalException closed
        && closed.getReason() instanceof AMQP.Channel.Close close) {
      return close.getReplyText();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  // Two channels may bring the same task.
  private void take(Delivery delivery) throws InterruptedException {
    oneAtATime.lockInterruptibly();
    try {
      receiver.take(delivery);
    } finally {
      oneAtATime.unlock();
    }
  }

  /** Consumes one more queue; false if it did so already. */
  synchronized boolean add(QueueSpec queue) {
    if (queues.containsKey(queue.name())) {
      return false;
    }
    try {
      if (connection != null) {
        consumers.put(queue.name(), QueueConsumer.open(connection, queue, prefetch, this::take));
      }
      queues.put(queue.name(), queue);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(reason(e), e);
    }
  }

  /** Consumes the queue no more. */
  synchronized void cancel(String queue) {
    queues.remove(queue);
    var consumer = consumers.remove(queue);
    try {
      if (consumer != null) {
        consumer.cancel();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Consumes nothing more; what has come is still acknowledged. */
  synchronized void stop() {
    List.copyOf(queues.keySet()).forEach(queue -> {
      try {
        cancel(queue);
      } catch (RuntimeException e) {
        LOG.debug("queue {}", queue, e);
      }
    });
  }

  /** Whether the broker has seen all acknowledgements up to now; asks it. */
  boolean sync() {
    List<QueueConsumer> all;
    synchronized (this) {
      all = List.copyOf(consumers.values());
    }
    return !all.isEmpty() && all.stream().allMatch(QueueConsumer::sync);
  }
}
