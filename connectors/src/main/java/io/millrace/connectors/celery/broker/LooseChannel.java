package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.millrace.connectors.celery.broker.ConfirmedPublisher.Opening;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what need not arrive: events, and answers to remote control. An exchange that is not there costs the channel, and
 * no answer of a task may be lost with it.
 */
final class LooseChannel {
  private static final Logger LOG = LoggerFactory.getLogger(LooseChannel.class);

  private final Outbox outbox;
  private final BiConsumer<Connection, Opening> later;

  /** @param later opens what is to be opened, in a thread that may wait for the broker */
  LooseChannel(Outbox outbox, BiConsumer<Connection, Opening> later) {
    this.outbox = outbox;
    this.later = later;
  }

  void open(Connection over) throws IOException {
    var opened = over.createChannel();
    opened.addShutdownListener(cause -> {
      if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
        LOG.info("what need not arrive was refused: {}", cause.getMessage());
        later.accept(over, this::open);
      }
    });
    outbox.useLoose(opened);
  }

  void close() {
    outbox.useLoose(null);
  }

  /** Sends the message over a channel of this if it can be sent. */
  static void write(Channel to, Message message) {
    try {
      var at = message.to();
      to.basicPublish(at.exchange(), at.key(), message.properties(), message.body());
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} is not sent", message, e);
    }
  }
}
