package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.millrace.connectors.celery.message.Envelope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent.
 *
 * @param mandatory whether it must reach a queue
 * @param queue declared before it is sent again where no queue has taken it; null where another declares it
 * @param patience how long the broker may refuse it, or keep silent about it, until it is given up
 */
public record Message(
    Address to,
    BasicProperties properties,
    byte[] body,
    boolean mandatory,
    @Nullable QueueSpec queue,
    Duration patience) {
  private static final Duration FOR_TASKS = Duration.ofMinutes(10);
  private static final Duration FOR_OTHERS = Duration.ofMinutes(1);

  /** A message for those who listen, or for a queue that another declares: it may take a minute. */
  public Message(Address to, BasicProperties properties, byte[] body, boolean mandatory) {
    this(to, properties, body, mandatory, null, FOR_OTHERS);
  }

  /** The same with other patience. */
  public Message within(Duration other) {
    return new Message(to, properties, body, mandatory, queue, other);
  }

  /** An exchange, "" for the default one, and a routing key. */
  public record Address(String exchange, String key) {
    /** A queue by its name. */
    public static Address queue(String name) {
      return new Address("", name);
    }
  }

  /**
   * A task for a queue, which is declared if it is missing, as Celery does: its worker may come later. It may take ten
   * minutes: the queue may be full.
   */
  public static Message task(String queue, Envelope envelope) {
    return new Message(
        Address.queue(queue),
        AmqpMessages.properties(envelope),
        envelope.body(),
        true,
        QueueSpec.of(queue),
        FOR_TASKS);
  }

  @Override
  public String toString() {
    return "Message{%s, %d bytes}".formatted(to, body.length);
  }
}
