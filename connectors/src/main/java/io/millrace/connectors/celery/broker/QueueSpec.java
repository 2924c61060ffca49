package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of tasks, as Celery declares it: durable, with a direct exchange and a binding of its own name. Written {@code
 * NAME[:max-priority=N][:quorum]}.
 *
 * @param maxPriority the setting {@code task_queue_max_priority}; null where it is not set
 * @param quorum the setting {@code task_default_queue_type='quorum'}
 */
public record QueueSpec(String name, @Nullable Integer maxPriority, boolean quorum) {
  private static final Logger LOG = LoggerFactory.getLogger(QueueSpec.class);
  private static final String PRIORITY = "max-priority=";
  private static final int MOST_PRIORITY = 255;

  public QueueSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a queue's name is empty");
    }
  }

  /** A plain queue. */
  public static QueueSpec of(String name) {
    return new QueueSpec(name, null, false);
  }

  /** @throws IllegalArgumentException if the text is no queue */
  public static QueueSpec parse(String text) {
    var parts = text.split(":", -1);
    Integer priority = null;
    boolean quorum = false;
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].equals("quorum")) {
        quorum = true;
      } else if (parts[i].startsWith(PRIORITY)) {
        priority = priority(text, parts[i].substring(PRIORITY.length()));
      } else {
        throw new IllegalArgumentException(
            "queue \"%s\": \"%s\" is neither %sN nor quorum".formatted(text, parts[i], PRIORITY));
      }
    }
    return new QueueSpec(parts[0], priority, quorum);
  }

  private static int priority(String text, String number) {
    try {
      int priority = Integer.parseInt(number);
      if (priority > 0 && priority <= MOST_PRIORITY) {
        return priority;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException("queue \"%s\": %s\"%s\" is not from 1 to %d"
        .formatted(text, PRIORITY, number, MOST_PRIORITY));
  }

  /** The arguments of the declaration. */
  public Map<String, Object> arguments() {
    var arguments = new HashMap<String, Object>();
    if (maxPriority != null) {
      arguments.put("x-max-priority", maxPriority);
    }
    if (quorum) {
      arguments.put("x-queue-type", "quorum");
    }
    return arguments;
  }

  /** Declares it; one that is there with other arguments is taken as it is, for others depend on it. */
  public void declare(Connection connection) throws IOException {
    try {
      declareNew(connection);
    } catch (IOException e) {
      var channel = connection.createChannel();
      channel.queueDeclarePassive(name);
      LOG.info("queue {} is taken as it was declared by others", name);
      channel.abort();
    }
  }

  private void declareNew(Connection connection) throws IOException {
    var channel = connection.createChannel();
    try {
      channel.exchangeDeclare(name, BuiltinExchangeType.DIRECT, true, false, Map.of());
      channel.queueDeclare(name, true, false, false, arguments());
      channel.queueBind(name, name, name);
    } finally {
      channel.abort();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
