package io.millrace.connectors.celery.journal;

import io.millrace.connectors.celery.message.Signature;
import io.millrace.connectors.celery.message.TaskId;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.message.TaskMessage.Canvas;
import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import io.millrace.connectors.celery.message.TaskName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call as it stands in the journal; what is absent is not written. */
final class CallJson {
  private CallJson() {}

  static Map<String, Object> write(TaskMessage call) {
    var map = new LinkedHashMap<String, Object>();
    map.put("id", call.id().value());
    map.put("task", call.task().value());
    put(map, "args", call.args().isEmpty() ? null : call.args());
    put(map, "kwargs", call.kwargs().isEmpty() ? null : call.kwargs());
    put(map, "canvas", call.canvas().isEmpty() ? null : canvas(call.canvas()));
    put(map, "root", call.lineage().root());
    put(map, "parent", call.lineage().parent());
    put(map, "group", call.lineage().group());
    put(map, "index", call.lineage().groupIndex());
    put(map, "eta", text(call.timing().eta()));
    put(map, "expires", text(call.timing().expires()));
    put(map, "retries", call.timing().retries() == 0 ? null : call.timing().retries());
    put(map, "hard", call.timing().hardLimit());
    put(map, "soft", call.timing().softLimit());
    put(map, "to", call.reply().queue());
    put(map, "correlation", call.reply().correlationId());
    put(map, "ignored", call.reply().ignored() ? true : null);
    put(map, "typed", call.reply().typed() ? true : null);
    put(map, "priority", call.priority() == 0 ? null : call.priority());
    put(map, "headers", call.headers().isEmpty() ? null : call.headers());
    return map;
  }

  private static void put(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private static Map<String, Object> canvas(Canvas canvas) {
    var map = new LinkedHashMap<String, Object>();
    map.put("callbacks", canvas.callbacks().stream().map(Signature::toMap).toList());
    map.put("errbacks", canvas.errbacks().stream().map(Signature::toMap).toList());
    map.put("chain", canvas.chain().stream().map(Signature::toMap).toList());
    put(map, "chord", canvas.chord() == null ? null : canvas.chord().toMap());
    return map;
  }

  static TaskMessage read(Map<?, ?> map) {
    var id = String.valueOf(map.get("id"));
    return new TaskMessage(
        new TaskId(id),
        new TaskName(String.valueOf(map.get("task"))),
        list(map.get("args")),
        object(map.get("kwargs")),
        readCanvas(object(map.get("canvas"))),
        new Lineage(
            string(map.get("root")),
            string(map.get("parent")),
            string(map.get("group")),
            map.get("index") instanceof Number n ? n.intValue() : null),
        new Timing(
            time(map.get("eta")),
            time(map.get("expires")),
            whole(map.get("retries")),
            real(map.get("hard")),
            real(map.get("soft"))),
        new Reply(
            string(map.get("to")),
            map.get("correlation") instanceof String text ? text : id,
            Boolean.TRUE.equals(map.get("ignored")),
            Boolean.TRUE.equals(map.get("typed"))),
        whole(map.get("priority")),
        object(map.get("headers")));
  }

  private static Canvas readCanvas(Map<String, Object> map) {
    return map.isEmpty()
        ? Canvas.NONE
        : new Canvas(
            signatures(map.get("callbacks")),
            signatures(map.get("errbacks")),
            signatures(map.get("chain")),
            map.get("chord") == null ? null : Signature.read(map.get("chord")));
  }

  private static List<Signature> signatures(@Nullable Object value) {
    return list(value).stream().map(Signature::read).toList();
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(@Nullable Object value) {
    return value instanceof List<?> list ? (List<Object>) list : List.of();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static @Nullable String string(@Nullable Object value) {
    return value instanceof String text ? text : null;
  }

  private static @Nullable Instant time(@Nullable Object value) {
    return value instanceof String text ? Instant.parse(text) : null;
  }

  private static int whole(@Nullable Object value) {
    return value instanceof Number n ? n.intValue() : 0;
  }

  private static @Nullable Double real(@Nullable Object value) {
    return value instanceof Number n ? n.doubleValue() : null;
  }
}
