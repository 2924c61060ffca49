package io.millrace.connectors.celery.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that is still to be made, as Celery writes it into messages.
 *
 * @param options such as {@code task_id}, {@code queue} and {@code countdown}
 * @param kind null is a plain task; else {@code chain}, {@code group}, {@code chord} and the like
 * @param immutable whether it takes its own arguments alone, and not the result before it
 */
public record Signature(
    TaskName task,
    List<Object> args,
    Map<String, Object> kwargs,
    Map<String, Object> options,
    @Nullable String kind,
    boolean immutable) {
  public Signature {
    args = Collections.unmodifiableList(new ArrayList<>(args));
    kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /**
   * Reads what stands in a message.
   *
   * @throws UnreadableMessageException if it is no signature
   */
  public static Signature read(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map) || !(map.get("task") instanceof String task)) {
      throw UnreadableMessageException.invalid(
          "a signature is an object with a task, not %s".formatted(PythonRepr.of(value)));
    }
    return new Signature(
        new TaskName(task),
        Values.list("args of " + task, map.get("args")),
        Values.map("kwargs of " + task, map.get("kwargs")),
        Values.map("options of " + task, map.get("options")),
        map.get("subtask_type") instanceof String kind ? kind : null,
        Boolean.TRUE.equals(map.get("immutable")));
  }

  /** Several of them; none where there is null. */
  static List<Signature> readAll(String what, @Nullable Object value) {
    if (value instanceof Map<?, ?>) {
      return List.of(read(value));
    }
    return Values.list(what, value).stream().map(Signature::read).toList();
  }

  /** As it stands in a message. */
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("task", task.value());
    map.put("args", args);
    map.put("kwargs", kwargs);
    map.put("options", options);
    map.put("subtask_type", kind);
    map.put("immutable", immutable);
    return map;
  }

  /** An option's text; null where there is none. */
  public @Nullable String option(String name) {
    return options.get(name) instanceof String text && !text.isEmpty() ? text : null;
  }

  /** The arguments of the call once what came before it has this result. */
  public List<Object> argsAfter(@Nullable Object result) {
    if (immutable) {
      return args;
    }
    var all = new ArrayList<Object>(args.size() + 1);
    all.add(result);
    all.addAll(args);
    return all;
  }

  /** The same with more options, which win. */
  public Signature withOptions(Map<String, Object> more) {
    var all = new LinkedHashMap<>(options);
    all.putAll(more);
    return new Signature(task, args, kwargs, all, kind, immutable);
  }

  /** The same with other arguments. */
  public Signature withArgs(List<Object> other) {
    return new Signature(task, other, kwargs, options, kind, immutable);
  }
}
