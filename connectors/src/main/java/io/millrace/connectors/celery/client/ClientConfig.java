package io.millrace.connectors.celery.client;

import io.millrace.connectors.amqp.BrokerAddress;
import io.millrace.topology.Topics;
import java.util.List;

/**
 * Where calls are made from and to.
 *
 * @param brokers tried in turn
 * @param node by which others know this client, as {@code name@host}
 * @param bootstrap {@code host:port} of Kafka
 * @param instance its id, which survives restarts
 */
public record ClientConfig(
    List<BrokerAddress> brokers, String node, String bootstrap, Topics topics, String instance) {
  public ClientConfig {
    brokers = List.copyOf(brokers);
    if (brokers.isEmpty()) {
      throw new IllegalArgumentException("a client needs a broker");
    }
  }

  /** The queue to which workers send results; it outlives this process. */
  String replyQueue() {
    return "%scelery.replies.%s".formatted(topics.prefix(), instance);
  }
}
