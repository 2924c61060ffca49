package io.millrace.connectors.celery.worker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.millrace.connectors.celery.broker.Acknowledgements;
import io.millrace.connectors.celery.broker.AmqpMessages;
import io.millrace.connectors.celery.broker.QueueSpec;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Consumes one queue over a channel of its own: what closes it leaves the others alone. */
final class QueueConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(QueueConsumer.class);
  private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);
  // What comes again later than that, others have put back.
  private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Takes what comes. */
  interface Receiver {
    void take(Delivery delivery) throws InterruptedException;
  }

  private final QueueSpec queue;
  private final int prefetch;
  private final Channel channel;
  private final Acknowledgements acknowledgements;
  private final Receiver receiver;
  private final long opened = System.nanoTime();
  private volatile long lastAgain = opened - QUIET_NANOS;
  private volatile @Nullable Long takingSince;
  private @Nullable String tag;

  private QueueConsumer(QueueSpec queue, int prefetch, Channel channel, Receiver receiver) {
    this.queue = queue;
    this.prefetch = prefetch;
    this.channel = channel;
    this.acknowledgements = new Acknowledgements(channel);
    this.receiver = receiver;
  }

  /** Declares the queue and consumes it. */
  static QueueConsumer open(Connection connection, QueueSpec queue, int prefetch, Receiver receiver)
      throws IOException {
    queue.declare(connection);
    var channel = connection.createChannel();
    try {
      var consumer = new QueueConsumer(queue, prefetch, channel, receiver);
      consumer.consume();
      return consumer;
    } catch (IOException | RuntimeException e) {
      channel.abort();
      throw e;
    }
  }

  private void consume() throws IOException {
    channel.addShutdownListener(cause -> {
      if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
        LOG.warn("queue {} is consumed anew: {}", queue, cause.getMessage());
      }
    });
    // For the consumer, not for the channel: a quorum queue knows no other way, and whether a queue
    // is one, those who declared it know best.
    channel.basicQos(0, prefetch, false);
    tag = channel.basicConsume(
        queue.name(),
        false,
        (consumer, message) -> {
          long number = message.getEnvelope().getDeliveryTag();
          acknowledgements.delivered(number);
          take(new Delivery(
              number,
              queue.name(),
              message.getEnvelope().isRedeliver(),
              AmqpMessages.envelope(message.getProperties(), message.getBody()),
              acknowledgements,
              channel::isOpen));
        },
        consumer -> cancelledByBroker());
  }

  private void take(Delivery delivery) {
    takingSince = System.nanoTime();
    try {
      receiver.take(delivery);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // The channel must live on; what it had is delivered again when it does not.
      LOG.error("a message of queue {} is put back", queue, e);
      delivery.reject(true);
    } finally {
      if (delivery.redelivered()) {
        lastAgain = System.nanoTime();
      }
      takingSince = null;
    }
  }

  // Its queue was deleted, or its node went away: another channel declares it again.
  private void cancelledByBroker() {
    LOG.warn("queue {} is gone; it is declared again", queue);
    try {
      channel.abort();
    } catch (IOException e) {
      LOG.debug("queue {}", queue, e);
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Consumes no more; what has come is still acknowledged. */
  void cancel() throws IOException {
    if (tag != null && channel.isOpen()) {
      channel.basicCancel(tag);
    }
  }

  /**
   * Asks the broker for something in the order of the acknowledgements: once it answers, it has seen those before.
   *
   * @return whether it has, and what a former channel did not acknowledge has come again by now, as far as can be told
   */
  boolean sync() {
    long now = System.nanoTime();
    var since = takingSince;
    boolean fresh = now - opened < FRESH_NANOS;
    if (now - opened < SETTLING_NANOS
        || (fresh && now - lastAgain < QUIET_NANOS)
        || (fresh && since != null && now - since > HELD_NANOS)) {
      return false;
    }
    try {
      channel.basicQos(0, prefetch, false);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "QueueConsumer{%s}".formatted(queue);
  }
}
