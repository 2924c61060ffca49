package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.millrace.connectors.celery.message.Envelope;

/**
 * What is to be sent.
 *
 * @param mandatory whether it must reach a queue
 */
public record Message(Address to, BasicProperties properties, byte[] body, boolean mandatory) {

  /** An exchange, "" for the default one, and a routing key. */
  public record Address(String exchange, String key) {
    /** A queue by its name. */
    public static Address queue(String name) {
      return new Address("", name);
    }
  }

  /** A task for a queue, which must be there. */
  public static Message task(String queue, Envelope envelope) {
    return new Message(
        Address.queue(queue), AmqpMessages.properties(envelope), envelope.body(), true);
  }

  @Override
  public String toString() {
    return "Message{%s, %d bytes}".formatted(to, body.length);
  }
}
