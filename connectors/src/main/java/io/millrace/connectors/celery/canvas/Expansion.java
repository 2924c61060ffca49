package io.millrace.connectors.celery.canvas;

import io.millrace.connectors.celery.canvas.FollowUp.Call;
import io.millrace.connectors.celery.message.Signature;
import io.millrace.connectors.celery.message.TaskId;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.message.TaskMessage.Canvas;
import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns signatures into calls. Ids are made from the caller's, so that the same end brings about the same calls. */
final class Expansion {
  private static final String TASKS = "tasks";

  private final TaskMessage caller;
  private final String defaultQueue;
  private final Instant now;
  private final List<Call> calls = new ArrayList<>();
  private int made;

  Expansion(TaskMessage caller, String defaultQueue, Instant now) {
    this.caller = caller;
    this.defaultQueue = defaultQueue;
    this.now = now;
  }

  List<Call> calls() {
    return calls;
  }

  /**
   * Calls the signature after a result; the child it is in results.
   *
   * @param more what follows it beside its own options
   */
  Object call(Signature signature, @Nullable Object result, Canvas more) {
    var kind = signature.kind() == null ? "" : signature.kind();
    return switch (kind) {
      case "group" -> group(signature, result, more);
      case "chain" -> chain(signature, result, more);
      case "chord" -> chord(signature, result, more);
      default -> single(signature, signature.argsAfter(result), more);
    };
  }

  /** Calls several at once: one group. */
  Object group(List<Signature> members, @Nullable Object result, Canvas more) {
    var id = nextId();
    var children = new ArrayList<Object>();
    for (var member : members) {
      children.add(call(member.withOptions(Map.of("group_id", id)), result, more));
    }
    return Arrays.asList(Arrays.asList(id, null), children);
  }

  private Object group(Signature group, @Nullable Object result, Canvas more) {
    var id = group.option("group_id") == null ? nextId() : String.valueOf(group.option("group_id"));
    var children = new ArrayList<Object>();
    int index = 0;
    for (var member : tasks(group.kwargs().get(TASKS))) {
      var placed =
          new LinkedHashMap<String, Object>(Map.of("group_id", id, "group_index", index++));
      children.add(call(member.withOptions(placed), result, more));
    }
    return Arrays.asList(Arrays.asList(id, null), children);
  }

  private Object chain(Signature chain, @Nullable Object result, Canvas more) {
    var tasks = new ArrayList<>(tasks(chain.kwargs().get(TASKS)));
    if (tasks.isEmpty()) {
      return Arrays.asList(Arrays.asList(nextId(), null), null);
    }
    if (more.chord() != null && tasks.size() > 1) {
      // The whole is done when its last element is.
      int last = tasks.size() - 1;
      tasks.set(last, tasks.get(last).withOptions(Map.of("chord", more.chord().toMap())));
    }
    boolean whole = tasks.size() == 1;
    var first = tasks.remove(0);
    Collections.reverse(tasks);
    var rest = new ArrayList<>(more.chain());
    rest.addAll(tasks);
    var owned = new LinkedHashMap<String, Object>();
    for (var option : List.of("group_id", "group_index")) {
      if (chain.options().get(option) != null) {
        owned.put(option, chain.options().get(option));
      }
    }
    return call(
        first.withOptions(owned),
        result,
        new Canvas(more.callbacks(), more.errbacks(), rest, whole ? more.chord() : null));
  }

  private Object chord(Signature chord, @Nullable Object result, Canvas more) {
    var body = Signature.read(chord.kwargs().get("body"));
    var header = chord.kwargs().get("header");
    var members = header instanceof Map<?, ?> map && map.get("kwargs") instanceof Map<?, ?> kwargs
        ? tasks(kwargs.get(TASKS))
        : tasks(header);
    var id = nextId();
    var bodyId = body.option("task_id") == null ? nextId() : String.valueOf(body.option("task_id"));
    var follower =
        new LinkedHashMap<String, Object>(Map.of("task_id", bodyId, "chord_size", members.size()));
    if (!more.chain().isEmpty()) {
      follower.put("chain", more.chain().stream().map(Signature::toMap).toList());
    }
    var after = new Canvas(List.of(), more.errbacks(), List.of(), body.withOptions(follower));
    int index = 0;
    for (var member : members) {
      call(member.withOptions(Map.of("group_id", id, "group_index", index++)), result, after);
    }
    return Arrays.asList(Arrays.asList(bodyId, null), null);
  }

  private static List<Signature> tasks(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(Signature::read).toList() : List.of();
  }

  /** Calls a plain task with these arguments. */
  Object single(Signature signature, List<Object> args, Canvas more) {
    var given = signature.option("task_id");
    var id = given == null ? nextId() : given;
    var message = new TaskMessage(
        new TaskId(id),
        signature.task(),
        args,
        signature.kwargs(),
        canvas(signature, more),
        new Lineage(
            caller.root(), caller.id().value(), signature.option("group_id"), index(signature)),
        timing(signature),
        new Reply(
            signature.option("reply_to"),
            id,
            Boolean.TRUE.equals(signature.options().get("ignore_result")),
            caller.reply().typed()),
        signature.options().get("priority") instanceof Number n ? n.intValue() : caller.priority(),
        headers(signature));
    calls.add(new Call(queue(signature), message));
    return Arrays.asList(Arrays.asList(id, null), null);
  }

  private Canvas canvas(Signature signature, Canvas more) {
    var chain = new ArrayList<>(more.chain());
    chain.addAll(tasks(signature.options().get("chain")));
    var chord = signature.options().get("chord") instanceof Map<?, ?> own
        ? Signature.read(own)
        : more.chord();
    // What follows a whole follows its last element.
    boolean last = chain.isEmpty();
    var callbacks = new ArrayList<>(links(signature.options().get("link")));
    if (last) {
      callbacks.addAll(more.callbacks());
    }
    var errbacks = new ArrayList<>(links(signature.options().get("link_error")));
    errbacks.addAll(more.errbacks());
    return new Canvas(callbacks, errbacks, chain, chord);
  }

  private static List<Signature> links(@Nullable Object value) {
    return value instanceof Map<?, ?> ? List.of(Signature.read(value)) : tasks(value);
  }

  private static @Nullable Integer index(Signature signature) {
    return signature.options().get("group_index") instanceof Number n ? n.intValue() : null;
  }

  private Timing timing(Signature signature) {
    var options = signature.options();
    return new Timing(
        after(options.get("countdown")),
        after(options.get("expires")),
        0,
        seconds(options.get("time_limit")),
        seconds(options.get("soft_time_limit")));
  }

  private @Nullable Instant after(@Nullable Object seconds) {
    return seconds instanceof Number n
        ? now.plus(Duration.ofMillis((long) (n.doubleValue() * 1000)))
        : null;
  }

  private static @Nullable Double seconds(@Nullable Object value) {
    return value instanceof Number n ? n.doubleValue() : null;
  }

  private Map<String, Object> headers(Signature signature) {
    var headers = new LinkedHashMap<String, Object>();
    // Stamps go with the whole workflow.
    for (var name : List.of("stamped_headers", "stamps")) {
      var value = signature.options().getOrDefault(name, caller.headers().get(name));
      if (value != null) {
        headers.put(name, value);
      }
    }
    return headers;
  }

  private String queue(Signature signature) {
    for (var option : List.of("queue", "routing_key")) {
      var name = signature.option(option);
      if (name != null) {
        return name;
      }
    }
    return defaultQueue;
  }

  private String nextId() {
    var seed = caller.key() + "/" + made++;
    return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
