package io.millrace.connectors.celery.client;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import io.millrace.connectors.celery.broker.Acknowledgements;
import io.millrace.connectors.celery.broker.AmqpMessages;
import io.millrace.connectors.celery.broker.QueueSpec;
import io.millrace.connectors.celery.message.ResultMessage;
import io.millrace.connectors.celery.message.UnreadableMessageException;
import io.millrace.model.FailureCode;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what workers say of calls; a message is acknowledged once its result is on the log. */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
  private static final int PREFETCH = 1000;

  private final String queue;
  private final OpenCalls calls;
  private final Answers answers;
  private final Runnable again;
  private final LongAdder unclaimed = new LongAdder();

  /** @param again connects anew */
  Replies(String queue, OpenCalls calls, Answers answers, Runnable again) {
    this.again = again;
    this.queue = queue;
    this.calls = calls;
    this.answers = answers;
  }

  /** How many results nobody waited for: of calls that were late, or made twice. */
  long unclaimed() {
    return unclaimed.sum();
  }

  /** Declares the queues of tasks, that of results, and the exchange of commands, and listens. */
  void connected(Connection connection, Collection<String> tasks) throws IOException {
    var channel = connection.createChannel();
    channel.exchangeDeclare(
        CallMessages.CONTROL, BuiltinExchangeType.FANOUT, false, false, Map.of());
    channel.queueDeclare(queue, true, false, false, Map.of());
    channel.basicQos(PREFETCH);
    channel.addShutdownListener(cause -> {
      if (!cause.isHardError()) {
        // Where it is closed alone, nothing else would tell that nothing comes any more.
        LOG.warn("results are not heard, connecting anew: {}", cause.getMessage());
        again.run();
      }
    });
    var acks = new Acknowledgements(channel);
    channel.basicConsume(
        queue,
        false,
        (tag, message) -> {
          acks.delivered(message.getEnvelope().getDeliveryTag());
          heard(message, acks);
        },
        tag -> again.run()); // the queue is gone: the next connection declares it again
    tasks.forEach(one -> declare(one, connection));
  }

  /** Declares a queue of tasks; one that cannot be declared must not keep the others' results from being heard. */
  static void declare(String tasks, Connection connection) {
    try {
      QueueSpec.of(tasks).declare(connection);
    } catch (IOException | RuntimeException e) {
      LOG.warn("queue {} of a model's tasks cannot be declared: {}", tasks, e.toString());
    }
  }

  private void heard(Delivery message, Acknowledgements acks) {
    Runnable done = () -> acks.acknowledge(List.of(message.getEnvelope().getDeliveryTag()));
    try {
      heard(message, done);
    } catch (RuntimeException | Error e) {
      // One word that nobody understands must not end the hearing of all others; its call ends at
      // its deadline.
      LOG.error("a result of {} cannot be used", message.getProperties().getCorrelationId(), e);
      done.run();
    }
  }

  private void heard(Delivery message, Runnable done) {
    var open = find(message.getProperties().getCorrelationId());
    try {
      var said =
          ResultMessage.read(AmqpMessages.envelope(message.getProperties(), message.getBody()));
      open = open == null ? find(said.id()) : open;
      var result = open == null ? null : answers.of(open.call(), said);
      if (open == null) {
        unclaimed.increment();
      }
      if (open == null || result == null) {
        done.run();
      } else {
        calls.conclude(open, result, done);
      }
    } catch (UnreadableMessageException e) {
      LOG.warn("a result cannot be read: {}", e.reason());
      if (open == null) {
        done.run();
      } else {
        calls.conclude(
            open,
            open.call()
                .failed(FailureCode.MODEL_ERROR, "the task's result cannot be read: " + e.reason()),
            done);
      }
    }
  }

  private @Nullable OpenCall find(@Nullable String id) {
    return id == null ? null : calls.find(id);
  }
}
