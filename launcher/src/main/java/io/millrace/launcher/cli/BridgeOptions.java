package io.millrace.launcher.cli;

import io.millrace.connectors.amqp.BrokerAddress;
import io.millrace.launcher.pipeline.BridgeConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say what is bridged to. */
final class BridgeOptions {
  @Option(
      names = "--rabbitmq",
      paramLabel = "ADDRESS",
      defaultValue = "${env:MILLRACE_RABBITMQ}",
      showDefaultValue = Visibility.NEVER,
      description = {
        "Work as a Celery worker on this RabbitMQ, and take up reports that come over it:",
        "amqp://USER:PASSWORD@HOST:PORT/VHOST, or amqps://…; out",
        "of MILLRACE_RABBITMQ if it is not given."
      })
  private @Nullable String rabbitmq;

  @Mixin
  private CeleryOptions celery;

  boolean wantsRabbitmq() {
    return rabbitmq != null && !rabbitmq.isBlank();
  }

  /** @throws ParameterException if an option's value is none that can be used */
  BridgeConfig config(CommandLine command) {
    if (rabbitmq == null || rabbitmq.isBlank()) {
      return BridgeConfig.NONE;
    }
    List<BrokerAddress> brokers;
    try {
      brokers = BrokerAddress.parseAll(rabbitmq);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "--rabbitmq: " + e.getMessage(), e);
    }
    try {
      return new BridgeConfig(brokers, celery.config(brokers));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }
}
