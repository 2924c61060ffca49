package io.millrace.connectors.celery.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of a task, whichever protocol it came by.
 *
 * @param headers those that are no part of the protocol: the program's own, and stamps
 */
public record TaskMessage(
    TaskId id,
    TaskName task,
    List<Object> args,
    Map<String, Object> kwargs,
    Canvas canvas,
    Lineage lineage,
    Timing timing,
    Reply reply,
    int priority,
    Map<String, Object> headers) {
  public TaskMessage {
    args = Collections.unmodifiableList(new ArrayList<>(args));
    kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * What is to follow.
   *
   * @param chain in reverse order: the next is the last
   */
  public record Canvas(
      List<Signature> callbacks,
      List<Signature> errbacks,
      List<Signature> chain,
      @Nullable Signature chord) {
    /** Nothing follows. */
    public static final Canvas NONE = new Canvas(List.of(), List.of(), List.of(), null);

    /** Whether nothing follows. */
    public boolean isEmpty() {
      return callbacks.isEmpty() && errbacks.isEmpty() && chain.isEmpty() && chord == null;
    }
  }

  /** Where the call belongs. */
  public record Lineage(
      @Nullable String root,
      @Nullable String parent,
      @Nullable String group,
      @Nullable Integer groupIndex) {
    /** A call of its own. */
    public static final Lineage NONE = new Lineage(null, null, null, null);
  }

  /**
   * When it may run, and how long.
   *
   * @param retries how often it has been tried before
   * @param hardLimit in seconds
   * @param softLimit in seconds
   */
  public record Timing(
      @Nullable Instant eta,
      @Nullable Instant expires,
      int retries,
      @Nullable Double hardLimit,
      @Nullable Double softLimit) {
    /** At once, and as long as it takes. */
    public static final Timing NOW = new Timing(null, null, 0, null, null);

    /** Whether it must not run any more. */
    public boolean expiredAt(Instant now) {
      return expires != null && now.isAfter(expires);
    }
  }

  /**
   * Who waits for the result.
   *
   * @param queue null where nobody does
   * @param typed whether the client reads values that name their Python type
   */
  public record Reply(
      @Nullable String queue, String correlationId, boolean ignored, boolean typed) {}

  /** The root of the workflow: the first call's id. */
  public String root() {
    return lineage.root() == null ? id.value() : lineage.root();
  }

  /** Tells apart the tries of one task: redelivered messages have the same. */
  public String key() {
    return timing.retries() == 0 ? id.value() : id.value() + "~" + timing.retries();
  }

  /** The name that monitors show. */
  public String shownName() {
    return headers.get("shadow") instanceof String shadow && !shadow.isEmpty()
        ? shadow
        : task.value();
  }

  /** The same without its arguments, for where they are kept elsewhere. */
  public TaskMessage withoutArguments() {
    return new TaskMessage(
        id, task, List.of(), Map.of(), canvas, lineage, timing, reply, priority, headers);
  }

  /** The same with nothing but its name and who waits for it. */
  public TaskMessage alone() {
    return new TaskMessage(
        id,
        task,
        List.of(),
        Map.of(),
        Canvas.NONE,
        Lineage.NONE,
        timing,
        reply,
        priority,
        Map.of());
  }

  /** The next try of it. */
  public TaskMessage retry(Instant eta) {
    var again = new Timing(
        eta, timing.expires(), timing.retries() + 1, timing.hardLimit(), timing.softLimit());
    var child = new Lineage(root(), id.value(), lineage.group(), lineage.groupIndex());
    return new TaskMessage(id, task, args, kwargs, canvas, child, again, reply, priority, headers);
  }

  @Override
  public String toString() {
    return "%s[%s]".formatted(task, key());
  }
}
