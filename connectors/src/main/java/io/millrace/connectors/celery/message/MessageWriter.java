package io.millrace.connectors.celery.message;

import io.millrace.connectors.celery.message.TaskMessage.Canvas;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes calls of tasks in protocol 2, so that every worker reads them. */
public final class MessageWriter {
  // What RabbitMQ takes at most, 49 days: it closes the channel on whoever asks for more. The
  // header says the whole truth.
  private static final long LONGEST_EXPIRATION = 4_294_967_295L;

  private final String origin;

  /** @param origin who sends, as {@code name@host} */
  public MessageWriter(String origin) {
    this.origin = origin;
  }

  /** The message of the call. */
  public Envelope write(TaskMessage call) {
    var expires = call.timing().expires();
    return new Envelope(
        new Envelope.Properties(
            PythonJson.CONTENT_TYPE,
            "utf-8",
            call.reply().correlationId(),
            call.reply().queue(),
            call.priority(),
            expires == null ? null : millisUntil(expires)),
        headers(call),
        body(call));
  }

  private static String millisUntil(Instant expires) {
    long millis = expires.toEpochMilli() - System.currentTimeMillis();
    return String.valueOf(Math.min(Math.max(0, millis), LONGEST_EXPIRATION));
  }

  private Map<String, Object> headers(TaskMessage call) {
    var headers = new LinkedHashMap<String, @Nullable Object>(call.headers());
    headers.put("lang", "java");
    headers.put("task", call.task().value());
    headers.put("id", call.id().value());
    headers.put("root_id", call.root());
    headers.put("parent_id", call.lineage().parent());
    headers.put("group", call.lineage().group());
    headers.put("group_index", call.lineage().groupIndex());
    headers.put("retries", call.timing().retries());
    headers.put("eta", time(call.timing().eta()));
    headers.put("expires", time(call.timing().expires()));
    headers.put(
        "timelimit", Arrays.asList(call.timing().hardLimit(), call.timing().softLimit()));
    headers.put("argsrepr", PythonRepr.tuple(call.args()));
    headers.put("kwargsrepr", PythonRepr.of(call.kwargs()));
    headers.put("origin", origin);
    headers.put("ignore_result", call.reply().ignored());
    if (call.reply().typed()) {
      headers.put("replaced_task_nesting", 0);
    }
    return headers;
  }

  private static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : PythonTime.isoFormat(time);
  }

  private static byte[] body(TaskMessage call) {
    var body = List.of(call.args(), call.kwargs(), embed(call.canvas()));
    return call.reply().typed() ? PythonJson.writeTyped(body) : PythonJson.write(body);
  }

  /** What follows the call, as its body says it. */
  static Map<String, Object> embed(Canvas canvas) {
    var embed = new LinkedHashMap<String, @Nullable Object>();
    embed.put("callbacks", maps(canvas.callbacks()));
    embed.put("errbacks", maps(canvas.errbacks()));
    embed.put("chain", maps(canvas.chain()));
    embed.put("chord", canvas.chord() == null ? null : canvas.chord().toMap());
    return embed;
  }

  private static @Nullable List<Map<String, Object>> maps(List<Signature> signatures) {
    return signatures.isEmpty()
        ? null
        : signatures.stream().map(Signature::toMap).toList();
  }
}
