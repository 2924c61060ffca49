package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.millrace.connectors.celery.message.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent.
 *
 * @param mandatory whether it must reach a queue
 * @param queue declared before it is sent again where no queue has taken it; null where another declares it
 */
public record Message(
    Address to,
    BasicProperties properties,
    byte[] body,
    boolean mandatory,
    @Nullable QueueSpec queue) {
  /** A message for those who listen, or for a queue that another declares. */
  public Message(Address to, BasicProperties properties, byte[] body, boolean mandatory) {
    this(to, properties, body, mandatory, null);
  }

  /** An exchange, "" for the default one, and a routing key. */
  public record Address(String exchange, String key) {
    /** A queue by its name. */
    public static Address queue(String name) {
      return new Address("", name);
    }
  }

  /** A task for a queue, which is declared if it is missing, as Celery does: its worker may come later. */
  public static Message task(String queue, Envelope envelope) {
    return new Message(
        Address.queue(queue),
        AmqpMessages.properties(envelope),
        envelope.body(),
        true,
        QueueSpec.of(queue));
  }

  @Override
  public String toString() {
    return "Message{%s, %d bytes}".formatted(to, body.length);
  }
}
