package io.millrace.connectors.celery.monitor;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Connection;
import io.millrace.connectors.celery.broker.ConfirmedPublisher;
import io.millrace.connectors.celery.broker.Message;
import io.millrace.connectors.celery.broker.Message.Address;
import io.millrace.connectors.celery.message.PythonJson;
import io.millrace.connectors.celery.message.PythonRepr;
import io.millrace.connectors.celery.message.PythonTime;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.result.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells monitors of this worker and, once they want it, of its tasks. Nothing waits for them. */
public final class Events {
  private static final String EXCHANGE = "celeryev";
  private static final double BEAT_SECONDS = 2.0;
  private static final int MOST_TOGETHER = 100;
  private static final int TRANSIENT = 1;

  private final String node;
  private final ConfirmedPublisher publisher;
  private final LamportClock clock;
  private final InstantSource time;
  private final List<Map<String, Object>> batch = new ArrayList<>();
  private volatile boolean enabled;

  /** @param enabled whether tasks are told of from the start */
  public Events(
      String node,
      ConfirmedPublisher publisher,
      LamportClock clock,
      InstantSource time,
      boolean enabled) {
    this.node = node;
    this.publisher = publisher;
    this.clock = clock;
    this.time = time;
    this.enabled = enabled;
  }

  /** Declares where events go. */
  public static void declare(Connection connection) throws IOException {
    var channel = connection.createChannel();
    try {
      channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true, false, Map.of());
    } finally {
      channel.abort();
    }
  }

  /** Whether monitors hear of tasks. */
  public boolean enabled() {
    return enabled;
  }

  /** Tasks are told of from now on, or no more; whether that was new. */
  public boolean enable(boolean wanted) {
    boolean changed = enabled != wanted;
    enabled = wanted;
    return changed;
  }

  /** The worker itself: {@code worker-online}, {@code worker-heartbeat} or {@code worker-offline}. */
  public void worker(String type, int active, long processed) {
    var event = event(type);
    event.put("freq", BEAT_SECONDS);
    event.put("sw_ident", "millrace");
    event.put("sw_ver", "0.1.0");
    event.put("sw_sys", System.getProperty("os.name"));
    event.put("active", active);
    event.put("processed", processed);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    event.put("loadavg", List.of(load, load, load));
    send(type.replace('-', '.'), event);
  }

  /** A task has come. */
  public void received(TaskMessage call) {
    if (enabled) {
      var event = task("task-received", call);
      event.put("name", call.shownName());
      event.put("args", PythonRepr.of(call.args()));
      event.put("kwargs", PythonRepr.of(call.kwargs()));
      event.put("root_id", call.root());
      event.put("parent_id", call.lineage().parent());
      event.put("retries", call.timing().retries());
      event.put("eta", text(call.timing().eta()));
      event.put("expires", text(call.timing().expires()));
      add(event);
    }
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : PythonTime.isoFormat(time);
  }

  /** A task has begun. */
  public void started(TaskMessage call) {
    if (enabled) {
      add(task("task-started", call));
    }
  }

  /** A task has ended, or is tried again. */
  public void ended(TaskMessage call, Outcome outcome, double seconds) {
    if (!enabled) {
      return;
    }
    switch (outcome.state()) {
      case "SUCCESS" -> {
        var event = task("task-succeeded", call);
        event.put("result", PythonRepr.of(outcome.result()));
        event.put("runtime", seconds);
        add(event);
      }
      case "FAILURE" -> add(failed("task-failed", call, outcome));
      case "RETRY" -> add(failed("task-retried", call, outcome));
      case "REVOKED" -> {
        var event = task("task-revoked", call);
        var why = outcome.exceptionRepr();
        event.put("terminated", why.contains("terminated"));
        event.put("signum", why.contains("terminated") ? 15 : null);
        event.put("expired", why.contains("expired"));
        add(event);
      }
      case "REJECTED" -> {
        var event = task("task-rejected", call);
        event.put("requeue", "requeue".equals(outcome.result()));
        add(event);
      }
      default -> {
        // A state of the task's own is for its caller.
      }
    }
  }

  private Map<String, Object> failed(String type, TaskMessage call, Outcome outcome) {
    var event = task(type, call);
    event.put("exception", outcome.exceptionRepr());
    event.put("traceback", outcome.traceback());
    return event;
  }

  private Map<String, Object> task(String type, TaskMessage call) {
    var event = event(type);
    event.put("uuid", call.id().value());
    return event;
  }

  private Map<String, Object> event(String type) {
    var event = new LinkedHashMap<String, @Nullable Object>();
    event.put("type", type);
    event.put("hostname", node);
    event.put("utcoffset", 0);
    event.put("pid", ProcessHandle.current().pid());
    event.put("clock", clock.forward());
    event.put("timestamp", time.millis() / 1000.0);
    return event;
  }

  private void add(Map<String, Object> event) {
    synchronized (batch) {
      batch.add(event);
      if (batch.size() < MOST_TOGETHER) {
        return;
      }
    }
    flush();
  }

  /** Sends what has gathered. */
  public void flush() {
    List<Map<String, Object>> all;
    synchronized (batch) {
      if (batch.isEmpty()) {
        return;
      }
      all = List.copyOf(batch);
      batch.clear();
    }
    send("task.multi", all);
  }

  private void send(String key, Object event) {
    var properties = new BasicProperties.Builder()
        .contentType(PythonJson.CONTENT_TYPE)
        .contentEncoding("utf-8")
        .deliveryMode(TRANSIENT)
        .priority(0)
        .headers(Map.of("hostname", node))
        .build();
    publisher.sendUnconfirmed(
        new Message(new Address(EXCHANGE, key), properties, PythonJson.write(event), false));
  }
}
