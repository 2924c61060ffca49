package io.millrace.connectors.celery.message;

import io.millrace.connectors.celery.message.TaskMessage.Canvas;
import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads calls of tasks. A header {@code task} makes a message one of protocol 2; else its body is all, as in protocol 1. */
public final class MessageReader {
  private static final Set<String> PROTOCOL = Set.of(
      "lang",
      "task",
      "id",
      "root_id",
      "parent_id",
      "group",
      "group_index",
      "eta",
      "expires",
      "retries",
      "timelimit",
      "argsrepr",
      "kwargsrepr",
      "origin",
      "ignore_result",
      "replaced_task_nesting",
      "compression");
  private static final String ARGS = "args";
  private static final String KWARGS = "kwargs";

  private MessageReader() {}

  /** @throws UnreadableMessageException if it is no call of a task */
  public static TaskMessage read(Envelope envelope) {
    var headers = envelope.headers();
    return headers.get("task") == null
        ? protocol1(envelope)
        : protocol2(envelope, headers, Body.read(envelope));
  }

  /** The id of a call that {@link #read} refuses, for the one who waits for it; null where it has none. */
  public static @Nullable String idOf(Envelope envelope) {
    var id = envelope.headers().get("id");
    return id == null ? envelope.properties().correlationId() : id.toString();
  }

  private static TaskMessage protocol2(
      Envelope envelope, Map<String, Object> headers, @Nullable Object body) {
    if (!(body instanceof List<?> parts) || parts.size() != 3) {
      throw UnreadableMessageException.invalid(
          "the body of a task is [args, kwargs, embed], not %s".formatted(PythonRepr.of(body)));
    }
    var fields = new LinkedHashMap<>(headers);
    fields.put(ARGS, parts.get(0));
    fields.put(KWARGS, parts.get(1));
    return message(envelope, fields, canvas(Values.map("embed", parts.get(2))), others(headers));
  }

  private static TaskMessage protocol1(Envelope envelope) {
    if (!(Body.read(envelope) instanceof Map<?, ?> body) || body.get("task") == null) {
      throw UnreadableMessageException.invalid("neither the headers nor the body name a task");
    }
    var fields = Values.map("the body", body);
    if (fields.get("group") == null && fields.get("taskset") != null) {
      fields = new LinkedHashMap<>(fields);
      fields.put("group", fields.get("taskset"));
    }
    return message(envelope, fields, canvas(fields), others(envelope.headers()));
  }

  private static TaskMessage message(
      Envelope envelope, Map<String, Object> fields, Canvas canvas, Map<String, Object> others) {
    var id = Values.text("id", fields.get("id"));
    if (id == null) {
      throw UnreadableMessageException.invalid(
          "task \"%s\" has no id".formatted(fields.get("task")));
    }
    return new TaskMessage(
        new TaskId(id),
        new TaskName(String.valueOf(Values.text("task", fields.get("task")))),
        Values.list(ARGS, fields.get(ARGS)),
        Values.map(KWARGS, fields.get(KWARGS)),
        canvas,
        lineage(fields),
        timing(fields),
        reply(envelope, fields, id),
        envelope.properties().priority(),
        others);
  }

  private static Canvas canvas(Map<String, Object> embed) {
    var chord = embed.get("chord");
    var canvas = new Canvas(
        Signature.readAll("callbacks", embed.get("callbacks")),
        Signature.readAll("errbacks", embed.get("errbacks")),
        Signature.readAll("chain", embed.get("chain")),
        chord == null ? null : Signature.read(chord));
    return canvas.isEmpty() ? Canvas.NONE : canvas;
  }

  private static Lineage lineage(Map<String, Object> fields) {
    var index = fields.get("group_index");
    return new Lineage(
        Values.text("root_id", fields.get("root_id")),
        Values.text("parent_id", fields.get("parent_id")),
        Values.text("group", fields.get("group")),
        index == null ? null : Values.whole("group_index", index, 0));
  }

  private static Timing timing(Map<String, Object> fields) {
    // The hard limit comes first, whatever the protocol's own page says.
    var limits = Values.list("timelimit", fields.get("timelimit"));
    return new Timing(
        time("eta", fields.get("eta")),
        time("expires", fields.get("expires")),
        Values.whole("retries", fields.get("retries"), 0),
        limits.isEmpty() ? null : Values.seconds("timelimit", limits.get(0)),
        limits.size() < 2 ? null : Values.seconds("timelimit", limits.get(1)));
  }

  private static @Nullable Instant time(String header, @Nullable Object value) {
    if (value instanceof java.time.OffsetDateTime time) {
      return time.toInstant();
    }
    var text = Values.text(header, value);
    return text == null || text.isEmpty() ? null : PythonTime.parse(header, text);
  }

  private static Reply reply(Envelope envelope, Map<String, Object> fields, String id) {
    var properties = envelope.properties();
    var queue = properties.replyTo();
    var correlation = properties.correlationId();
    return new Reply(
        queue == null || queue.isEmpty() ? null : queue,
        correlation == null || correlation.isEmpty() ? id : correlation,
        Boolean.TRUE.equals(fields.get("ignore_result")),
        fields.containsKey("replaced_task_nesting"));
  }

  private static Map<String, Object> others(Map<String, Object> headers) {
    var others = new LinkedHashMap<>(headers);
    others.keySet().removeAll(PROTOCOL);
    others.values().removeIf(value -> value == null || Map.of().equals(value));
    return others;
  }
}
