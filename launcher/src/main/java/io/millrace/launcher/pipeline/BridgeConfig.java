package io.millrace.launcher.pipeline;

import io.millrace.connectors.amqp.BrokerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is bridged to.
 *
 * @param rabbitmq addresses of one RabbitMQ, which are tried in turn; empty for none
 * @param celery how Celery's tasks are taken; null if they are not
 */
public record BridgeConfig(
    List<BrokerAddress> rabbitmq, @Nullable CeleryConfig celery) {
  /** Nothing. */
  public static final BridgeConfig NONE = new BridgeConfig(List.of(), null);

  public BridgeConfig {
    rabbitmq = List.copyOf(rabbitmq);
  }
}
