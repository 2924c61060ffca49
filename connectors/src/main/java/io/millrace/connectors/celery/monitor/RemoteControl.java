package io.millrace.connectors.celery.monitor;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.millrace.connectors.celery.broker.AmqpMessages;
import io.millrace.connectors.celery.broker.ConfirmedPublisher;
import io.millrace.connectors.celery.broker.Message;
import io.millrace.connectors.celery.broker.Message.Address;
import io.millrace.connectors.celery.message.PythonJson;
import io.millrace.connectors.celery.message.PythonRepr;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the commands that {@code celery inspect} and {@code celery control} broadcast, and answers them. */
public final class RemoteControl implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteControl.class);
  private static final String EXCHANGE = "celery.pidbox";
  private static final String REPLIES = "reply.celery.pidbox";
  private static final int TRANSIENT = 1;

  /** Knows the answers. */
  public interface Commands {
    /**
     * Does what the command says.
     *
     * @return the answer; null for none
     * @throws UnknownCommandException if there is no such command
     */
    @Nullable
    Object run(String method, Map<String, Object> arguments);
  }

  /** There is no such command. */
  public static final class UnknownCommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownCommandException(String method) {
      super(method, null, false, false);
    }
  }

  private final String node;
  private final ConfirmedPublisher publisher;
  private final LamportClock clock;
  private final InstantSource time;
  private final Commands commands;
  private volatile @Nullable Connection connection;
  private volatile boolean listens;
  private boolean told;
  // Some commands talk to the broker, which the thread that heard them must not.
  private final ExecutorService runner = Executors.newSingleThreadExecutor(task -> {
    var thread = new Thread(task, "celery-control");
    thread.setDaemon(true);
    return thread;
  });

  public RemoteControl(
      String node,
      ConfirmedPublisher publisher,
      LamportClock clock,
      InstantSource time,
      Commands commands) {
    this.node = node;
    this.publisher = publisher;
    this.clock = clock;
    this.time = time;
    this.commands = commands;
  }

  /** Listens on this connection, unless another worker of the same name does so. */
  public synchronized void connected(Connection opened) throws IOException {
    connection = opened;
    listens = false;
    listen(opened);
  }

  /** Listens if it does not yet: whoever had the name may have gone. */
  public synchronized void retry() {
    var over = connection;
    if (over == null || listens || !over.isOpen()) {
      return;
    }
    try {
      listen(over);
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("{}: remote control", node, e);
    }
  }

  private void listen(Connection over) throws IOException {
    var channel = over.createChannel();
    channel.addShutdownListener(cause -> listensNoMore(cause, over));
    channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.FANOUT, false, false, Map.of());
    channel.exchangeDeclare(REPLIES, BuiltinExchangeType.DIRECT, false, false, Map.of());
    // Exclusive, since newer brokers refuse a transient queue that is not.
    var queue = node + "." + EXCHANGE;
    try {
      channel.queueDeclare(
          queue, false, true, true, Map.of("x-expires", 10_000, "x-message-ttl", 300_000));
    } catch (IOException e) {
      if (!isLocked(e)) {
        throw e;
      }
      if (!told) {
        LOG.warn(
            "another worker is named {} and hears what celery inspect and celery control say; this one"
                + " takes tasks without, until that one goes. Name it with --node",
            node);
        told = true;
      }
      return;
    }
    channel.queueBind(queue, EXCHANGE, "");
    channel.basicConsume(
        queue,
        true,
        (tag, message) -> heard(message.getProperties(), message.getBody()),
        tag -> {});
    listens = true;
    if (told) {
      LOG.info("{} hears what celery inspect and celery control say", node);
      told = false;
    }
  }

  private void listensNoMore(ShutdownSignalException cause, Connection over) {
    if (!cause.isHardError() && connection == over) {
      listens = false;
    }
  }

  // The channel is closed by it, the connection is not.
  private static boolean isLocked(IOException e) {
    return e.getCause() instanceof ShutdownSignalException cause
        && cause.getReason() instanceof AMQP.Channel.Close close
        && close.getReplyCode() == AMQP.RESOURCE_LOCKED;
  }

  private void heard(BasicProperties properties, byte[] body) {
    try {
      var headers = AmqpMessages.envelope(properties, body).headers();
      clock.adjust(headers.get("clock"));
      boolean late = headers.get("expires") instanceof Number n
          && n.doubleValue() > 0
          && n.doubleValue() < time.millis() / 1000.0;
      var command = PythonJson.readObject(body);
      if (!late && isForUs(command)) {
        runner.execute(() -> run(command));
      }
    } catch (RuntimeException e) {
      // What nobody can read must not keep the next command from being heard.
      LOG.warn("a command of remote control cannot be read: {}", e.toString());
    }
  }

  private boolean isForUs(Map<String, Object> command) {
    if (command.get("destination") instanceof List<?> nodes) {
      return nodes.contains(node);
    }
    if (command.get("pattern") instanceof String pattern) {
      return matches(pattern, "pcre".equals(command.get("matcher")));
    }
    return true;
  }

  private boolean matches(String pattern, boolean expression) {
    try {
      var regex = expression
          ? pattern
          : "\\Q" + pattern.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
      return Pattern.compile(regex).matcher(node).matches();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  @SuppressWarnings("unchecked")
  private void run(Map<String, Object> command) {
    var method = String.valueOf(command.get("method"));
    var arguments = command.get("arguments") instanceof Map<?, ?> map
        ? (Map<String, Object>) map
        : Map.<String, Object>of();
    var answer = answer(method, arguments);
    if (answer != null && command.get("reply_to") instanceof Map<?, ?> to) {
      reply(to, command.get("ticket"), answer);
    }
  }

  private @Nullable Object answer(String method, Map<String, Object> arguments) {
    try {
      return commands.run(method, arguments);
    } catch (UnknownCommandException e) {
      return Map.of("error", "KeyError(%s)".formatted(PythonRepr.of(method)));
    } catch (RuntimeException e) {
      // Whoever asked waits for an answer.
      return Map.of("error", "ValueError(%s)".formatted(PythonRepr.of(e.getMessage())));
    }
  }

  private void reply(Map<?, ?> to, @Nullable Object ticket, Object answer) {
    var properties = new BasicProperties.Builder()
        .contentType(PythonJson.CONTENT_TYPE)
        .contentEncoding("utf-8")
        .deliveryMode(TRANSIENT)
        .priority(0)
        .headers(Map.of("ticket", String.valueOf(ticket), "clock", clock.forward()))
        .build();
    var address =
        new Address(String.valueOf(to.get("exchange")), String.valueOf(to.get("routing_key")));
    publisher.sendUnconfirmed(
        new Message(address, properties, PythonJson.write(Map.of(node, answer)), false));
  }

  @Override
  public void close() {
    runner.shutdownNow();
  }
}
