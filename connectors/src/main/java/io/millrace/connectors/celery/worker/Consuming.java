package io.millrace.connectors.celery.worker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.millrace.connectors.celery.broker.Acknowledgements;
import io.millrace.connectors.celery.broker.AmqpMessages;
import io.millrace.connectors.celery.broker.QueueSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Consumes the queues of tasks over the connection of the moment. */
final class Consuming {
  private static final Logger LOG = LoggerFactory.getLogger(Consuming.class);

  /** Takes what comes. */
  interface Receiver {
    void take(Delivery delivery) throws InterruptedException;
  }

  private final int prefetch;
  private final Receiver receiver;
  private final Map<String, QueueSpec> queues = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();
  private @Nullable Connection connection;
  private @Nullable Channel channel;
  private @Nullable Acknowledgements acknowledgements;

  Consuming(List<QueueSpec> queues, int prefetch, Receiver receiver) {
    this.prefetch = prefetch;
    this.receiver = receiver;
    queues.forEach(queue -> this.queues.put(queue.name(), queue));
  }

  synchronized List<QueueSpec> queues() {
    return List.copyOf(queues.values());
  }

  /** Declares and consumes all queues. */
  synchronized void connected(Connection opened) throws IOException {
    for (var queue : queues.values()) {
      queue.declare(opened);
    }
    var used = opened.createChannel();
    // For each queue of its own: a quorum queue knows no other way, and whether a queue is one,
    // those who declared it know best.
    used.basicQos(0, prefetch, false);
    connection = opened;
    channel = used;
    acknowledgements = new Acknowledgements(used);
    tags.clear();
    for (var queue : queues.values()) {
      consume(used, queue.name());
    }
  }

  synchronized void disconnected() {
    connection = null;
    channel = null;
    acknowledgements = null;
  }

  private void consume(Channel from, String queue) throws IOException {
    var acks = acknowledgements;
    if (acks == null) {
      return;
    }
    var tag = from.basicConsume(
        queue,
        false,
        (consumer, message) -> {
          long number = message.getEnvelope().getDeliveryTag();
          acks.delivered(number);
          take(new Delivery(
              number,
              queue,
              message.getEnvelope().isRedeliver(),
              AmqpMessages.envelope(message.getProperties(), message.getBody()),
              acks,
              from::isOpen));
        },
        consumer -> cancelledByBroker(from, queue));
    tags.put(queue, tag);
  }

  private void take(Delivery delivery) {
    try {
      receiver.take(delivery);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The channel must live on; what it had is delivered again when it does not.
      LOG.error("a message of queue {} is put back", delivery.queue(), e);
      delivery.reject(true);
    }
  }

  // Its queue was deleted, or its node went away: a new connection declares it again.
  private void cancelledByBroker(Channel from, String queue) {
    LOG.warn("queue {} is gone; it is declared again", queue);
    from.getConnection().abort();
  }

  /** Consumes one more queue; false if it did so already. */
  synchronized boolean add(QueueSpec queue) {
    if (queues.putIfAbsent(queue.name(), queue) != null) {
      return false;
    }
    try {
      if (connection != null && channel != null) {
        queue.declare(connection);
        consume(channel, queue.name());
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Consumes the queue no more. */
  synchronized void cancel(String queue) {
    queues.remove(queue);
    var tag = tags.remove(queue);
    try {
      if (channel != null && tag != null) {
        channel.basicCancel(tag);
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

  /**
   * Asks the broker for something in the order of the acknowledgements: once it answers, it has seen those before.
   *
   * @return whether it has
   */
  boolean sync() {
    Channel asked;
    String queue;
    synchronized (this) {
      asked = channel;
      queue = queues.isEmpty() ? null : queues.keySet().iterator().next();
    }
    try {
      if (asked == null || queue == null) {
        return false;
      }
      asked.queueDeclarePassive(queue);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
