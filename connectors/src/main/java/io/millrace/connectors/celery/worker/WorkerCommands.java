package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.broker.QueueSpec;
import io.millrace.connectors.celery.journal.Entry.Stage;
import io.millrace.connectors.celery.message.PythonRepr;
import io.millrace.connectors.celery.message.PythonTime;
import io.millrace.connectors.celery.monitor.Events;
import io.millrace.connectors.celery.monitor.LamportClock;
import io.millrace.connectors.celery.monitor.RemoteControl;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.worker.OpenTask.Interruption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a worker answers to remote control. */
final class WorkerCommands implements RemoteControl.Commands {
  private final WorkerConfig config;
  private final Desk desk;
  private final LocalTasks locals;
  private final TaskChoice choice;
  private final RevokedTasks revoked;
  private final RateLimiter rates;
  private final Events events;
  private final LamportClock clock;
  private final InstantSource time;
  private final Consuming consuming;
  private final Runnable shutdown;
  private final long begun = System.nanoTime();

  WorkerCommands(
      WorkerConfig config,
      Desk desk,
      LocalTasks locals,
      TaskChoice choice,
      RevokedTasks revoked,
      RateLimiter rates,
      Events events,
      LamportClock clock,
      InstantSource time,
      Consuming consuming,
      Runnable shutdown) {
    this.config = config;
    this.desk = desk;
    this.locals = locals;
    this.choice = choice;
    this.revoked = revoked;
    this.rates = rates;
    this.events = events;
    this.clock = clock;
    this.time = time;
    this.consuming = consuming;
    this.shutdown = shutdown;
  }

  @Override
  public @Nullable Object run(String method, Map<String, Object> arguments) {
    return switch (method) {
      case "ping" -> ok("pong");
      case "active" -> tasks(WorkerCommands::isActive, safe(arguments));
      case "reserved" -> tasks(WorkerCommands::isReserved, safe(arguments));
      case "scheduled" -> scheduled();
      case "revoked" -> revoked.all();
      case "registered" -> registered(Boolean.TRUE.equals(arguments.get("builtins")));
      case "stats" -> stats();
      case "active_queues" ->
        consuming.queues().stream().map(WorkerCommands::queue).toList();
      case "conf" -> conf();
      case "report" -> ok(report());
      case "clock" -> Map.of("clock", clock.now());
      case "query_task" -> query(texts(arguments.get("ids")));
      case "hello" -> hello(arguments);
      case "revoke" -> revoke(arguments, Boolean.TRUE.equals(arguments.get("terminate")));
      case "terminate" -> revoke(arguments, true);
      case "revoke_by_stamped_headers" -> revokeByStamps(arguments);
      case "rate_limit" -> rateLimit(arguments);
      case "time_limit" -> timeLimit(arguments);
      case "enable_events" ->
        ok(events.enable(true) ? "task events enabled" : "task events already enabled");
      case "disable_events" ->
        ok(events.enable(false) ? "task events disabled" : "task events already disabled");
      case "heartbeat" -> {
        events.worker("worker-heartbeat", active(), desk.processed());
        yield null;
      }
      case "add_consumer" -> {
        var queue = text(arguments, "queue");
        yield ok(
            consuming.add(QueueSpec.of(queue))
                ? "add consumer " + queue
                : "already consuming from " + queue);
      }
      case "cancel_consumer" -> {
        consuming.cancel(text(arguments, "queue"));
        yield ok("no longer consuming from " + text(arguments, "queue"));
      }
      case "pool_grow" -> pool(whole(arguments), "pool will grow");
      case "pool_shrink" -> pool(-whole(arguments), "pool will shrink");
      case "autoscale", "pool_restart" ->
        throw new IllegalArgumentException(
            "%s: this worker's threads are not processes; use pool_grow and pool_shrink"
                .formatted(method));
      case "shutdown" -> {
        shutdown.run();
        yield ok("the worker will shut down");
      }
      default -> throw new RemoteControl.UnknownCommandException(method);
    };
  }

  private static Map<String, Object> ok(String text) {
    return Map.of("ok", text);
  }

  private static boolean isActive(OpenTask task) {
    return task.active() || task.entry().stage() == Stage.ASKED;
  }

  private static boolean isReserved(OpenTask task) {
    return !isActive(task) && !task.hasEnded() && task.call().timing().eta() == null;
  }

  private static boolean safe(Map<String, Object> arguments) {
    return Boolean.TRUE.equals(arguments.get("safe"));
  }

  int active() {
    return (int) desk.all().stream().filter(WorkerCommands::isActive).count();
  }

  private List<Object> tasks(Predicate<OpenTask> which, boolean safe) {
    return desk.all().stream()
        .filter(which)
        .map(task -> (Object) request(task, safe))
        .toList();
  }

  private Map<String, Object> request(OpenTask task, boolean safe) {
    var call = task.call();
    var map = new LinkedHashMap<String, @Nullable Object>();
    map.put("id", call.id().value());
    map.put("name", call.shownName());
    map.put("args", safe ? PythonRepr.of(call.args()) : call.args());
    map.put("kwargs", safe ? PythonRepr.of(call.kwargs()) : call.kwargs());
    map.put("type", call.task().value());
    map.put("hostname", config.node());
    map.put("time_start", isActive(task) ? time.millis() / 1000.0 - task.seconds() : null);
    map.put("acknowledged", task.delivery() == null);
    var info = new LinkedHashMap<String, Object>();
    info.put("exchange", "");
    info.put("routing_key", task.entry().queue());
    info.put("priority", call.priority());
    info.put("redelivered", false);
    map.put("delivery_info", info);
    map.put("worker_pid", ProcessHandle.current().pid());
    return map;
  }

  private List<Object> scheduled() {
    var all = new ArrayList<Object>();
    for (var task : desk.all()) {
      var eta = task.call().timing().eta();
      if (eta != null && task.entry().stage() == Stage.HELD) {
        all.add(Map.of(
            "eta", PythonTime.isoFormat(eta), "priority", 6, "request", request(task, false)));
      }
    }
    return all;
  }

  private List<Object> registered(boolean builtIn) {
    return choice.names(builtIn).stream().map(this::withRate).toList();
  }

  private Object withRate(String name) {
    var rate = rates.of(name);
    return rate == null
        ? name
        : "%s [rate_limit=%s/s]"
            .formatted(name, rate == Math.rint(rate) ? String.valueOf(rate.longValue()) : rate);
  }

  private Map<String, Object> stats() {
    var stats = new LinkedHashMap<String, @Nullable Object>();
    stats.put("total", desk.totals());
    stats.put("pid", ProcessHandle.current().pid());
    stats.put("clock", String.valueOf(clock.now()));
    stats.put("uptime", (System.nanoTime() - begun) / 1_000_000_000);
    stats.put("prefetch_count", config.prefetch());
    stats.put("rusage", Map.of());
    var pool = new LinkedHashMap<String, Object>();
    pool.put("implementation", "io.millrace:threads");
    pool.put("max-concurrency", locals.places().size());
    pool.put("processes", List.of(ProcessHandle.current().pid()));
    pool.put("max-tasks-per-child", "N/A");
    pool.put("timeouts", List.of(0, 0));
    pool.put("writes", Map.of("total", desk.processed()));
    stats.put("pool", pool);
    stats.put("broker", broker());
    return stats;
  }

  private Map<String, Object> broker() {
    var address = config.brokers().get(0);
    var broker = new LinkedHashMap<String, @Nullable Object>();
    broker.put("hostname", address.host());
    broker.put("userid", address.user() == null ? "guest" : address.user().name());
    broker.put("virtual_host", address.virtualHost().name());
    broker.put("port", address.port());
    broker.put("ssl", address.tls() != null);
    broker.put("transport", "amqp");
    broker.put("connect_timeout", 10);
    broker.put("transport_options", Map.of());
    broker.put("login_method", "PLAIN");
    broker.put("heartbeat", address.heartbeat());
    broker.put(
        "alternates", config.brokers().stream().skip(1).map(Object::toString).toList());
    return broker;
  }

  private static Map<String, Object> queue(QueueSpec spec) {
    var exchange = new LinkedHashMap<String, Object>();
    exchange.put("name", spec.name());
    exchange.put("type", "direct");
    exchange.put("durable", true);
    exchange.put("auto_delete", false);
    var queue = new LinkedHashMap<String, @Nullable Object>();
    queue.put("name", spec.name());
    queue.put("exchange", exchange);
    queue.put("routing_key", spec.name());
    queue.put("queue_arguments", spec.arguments().isEmpty() ? null : spec.arguments());
    queue.put("durable", true);
    queue.put("exclusive", false);
    queue.put("auto_delete", false);
    queue.put("no_ack", false);
    queue.put("bindings", List.of());
    queue.put("max_priority", spec.maxPriority());
    return queue;
  }

  private Map<String, Object> conf() {
    var conf = new LinkedHashMap<String, Object>();
    conf.put("broker_url", config.brokers().get(0).toString());
    conf.put(
        "result_backend", config.backend().startsWith("redis") ? "redis://" : config.backend());
    conf.put("task_default_queue", config.defaultQueue());
    conf.put("worker_concurrency", locals.places().size());
    conf.put("worker_prefetch_count", config.prefetch());
    conf.put("worker_send_task_events", events.enabled());
    return conf;
  }

  private String report() {
    return "\nsoftware -> millrace java:%s\nplatform -> system:%s\nsettings -> transport:amqp results:%s\n\n%s\n"
        .formatted(
            Runtime.version(), System.getProperty("os.name"), conf().get("result_backend"), conf());
  }

  private Map<String, Object> query(List<String> ids) {
    var found = new LinkedHashMap<String, Object>();
    for (var task : desk.all()) {
      if (ids.contains(task.call().id().value())) {
        found.put(
            task.call().id().value(),
            Arrays.asList(isActive(task) ? "active" : "reserved", request(task, false)));
      }
    }
    return found;
  }

  private @Nullable Object hello(Map<String, Object> arguments) {
    if (config.node().equals(arguments.get("from_node"))) {
      return null;
    }
    if (arguments.get("revoked") instanceof Map<?, ?> theirs) {
      revoked.add(theirs.keySet().stream().map(String::valueOf).toList(), time.millis() / 1000.0);
    }
    return Map.of("revoked", revoked.times(), "clock", clock.forward());
  }

  private Object revoke(Map<String, Object> arguments, boolean terminate) {
    var ids = texts(arguments.get("task_id"));
    revoked.add(ids, time.millis() / 1000.0);
    for (var task : desk.all()) {
      if (ids.contains(task.call().id().value())) {
        revoke(task, terminate);
      }
    }
    return ok("tasks %s flagged as revoked".formatted(String.join(", ", ids)));
  }

  // One that waits is answered at once; one that runs goes on, unless it is to be terminated.
  private void revoke(OpenTask task, boolean terminate) {
    if (terminate && isActive(task)) {
      locals.stop(task, Interruption.TERMINATED, Outcome.revoked("terminated"));
    } else if (!isActive(task)) {
      locals.stop(task, Interruption.TERMINATED, Outcome.revoked("revoked"));
    }
  }

  private Object revokeByStamps(Map<String, Object> arguments) {
    var stamps = new LinkedHashMap<String, List<Object>>();
    if (arguments.get("headers") instanceof Map<?, ?> headers) {
      headers.forEach((name, value) -> stamps.put(
          String.valueOf(name),
          value instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>(List.of(value))));
    }
    revoked.addStamps(stamps);
    boolean terminate = Boolean.TRUE.equals(arguments.get("terminate"));
    desk.all().stream()
        .filter(task -> revoked.contains(task.call()))
        .forEach(task -> revoke(task, terminate));
    return ok("headers %s flagged as revoked".formatted(PythonRepr.of(stamps)));
  }

  private Object rateLimit(Map<String, Object> arguments) {
    var task = text(arguments, "task_name");
    if (!choice.names(true).contains(task)) {
      return Map.of("error", "unknown task");
    }
    var limit = Objects.requireNonNullElse(arguments.get("rate_limit"), "0").toString();
    rates.set(task, RateLimiter.parse(limit));
    return ok(
        RateLimiter.parse(limit) > 0
            ? "new rate limit set successfully"
            : "rate limit disabled successfully");
  }

  private Object timeLimit(Map<String, Object> arguments) {
    var task = text(arguments, "task_name");
    if (!choice.names(true).contains(task)) {
      return Map.of("error", "unknown task");
    }
    locals.limit(
        task,
        new LocalTasks.Limits(seconds(arguments.get("soft")), seconds(arguments.get("hard"))));
    return ok("time limits set successfully");
  }

  private static @Nullable Double seconds(@Nullable Object value) {
    return value instanceof Number n ? n.doubleValue() : null;
  }

  private Object pool(int by, String text) {
    locals.places().change(by);
    return ok(text);
  }

  private static int whole(Map<String, Object> arguments) {
    return arguments.get("n") instanceof Number n ? n.intValue() : 1;
  }

  private static String text(Map<String, Object> arguments, String name) {
    if (arguments.get(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw new IllegalArgumentException("%s is missing".formatted(name));
  }

  private static List<String> texts(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : value == null ? List.of() : List.of(value.toString());
  }
}
