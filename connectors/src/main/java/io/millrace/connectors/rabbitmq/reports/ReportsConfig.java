package io.millrace.connectors.rabbitmq.reports;

import io.millrace.connectors.amqp.BrokerAddress;
import io.millrace.topology.Topics;
import java.time.Duration;
import java.util.List;

/**
 * Whose reports are taken up, and from where.
 *
 * @param bootstrap {@code host:port} of Kafka's brokers
 * @param brokers addresses of one RabbitMQ, which are tried in turn
 * @param prefetch messages of a queue that are under way to the log at most
 * @param look between two looks at which applications there are
 */
public record ReportsConfig(
    String bootstrap, Topics topics, List<BrokerAddress> brokers, int prefetch, Duration look) {
  public ReportsConfig {
    brokers = List.copyOf(brokers);
    if (brokers.isEmpty()) {
      throw new IllegalArgumentException("reports over AMQP: there is no address of a broker");
    }
    if (prefetch < 1) {
      throw new IllegalArgumentException("prefetch: %d is below 1".formatted(prefetch));
    }
  }

  /** The defaults: 500 messages of a queue under way, and a look every half second. */
  public static ReportsConfig of(String bootstrap, Topics topics, List<BrokerAddress> brokers) {
    return new ReportsConfig(bootstrap, topics, brokers, 500, Duration.ofMillis(500));
  }
}
