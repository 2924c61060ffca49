package io.millrace.connectors.celery.result;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A state of a task, as its client is told.
 *
 * @param state such as {@code SUCCESS}, or one of the task's own
 * @param result the value, or {@link PythonException#toMap()}
 * @param traceback where the failure comes from, as text
 * @param again when it is tried again; null where it is not
 */
public record Outcome(
    String state,
    @Nullable Object result,
    @Nullable String traceback,
    @Nullable Instant again) {
  /** The states after which nothing more comes. */
  private static final Set<String> READY = Set.of("SUCCESS", "FAILURE", "REVOKED");

  private static final String RETRY = "RETRY";
  private static final String SUCCESS = "SUCCESS";
  private static final String FAILURE = "FAILURE";

  /** One that is not tried again. */
  public Outcome(String state, @Nullable Object result, @Nullable String traceback) {
    this(state, result, traceback, null);
  }

  /**
   * An exception of Python.
   *
   * @param args what it was made with
   */
  public record PythonException(String module, String type, List<Object> args) {
    public PythonException {
      args = Collections.unmodifiableList(new ArrayList<>(args));
    }

    /** As it stands in a result. */
    public Map<String, Object> toMap() {
      var map = new LinkedHashMap<String, Object>();
      map.put("exc_type", type);
      map.put("exc_message", args);
      map.put("exc_module", module);
      return map;
    }

    /** As monitors show it. */
    public String repr() {
      var shown = args.stream()
          .map(io.millrace.connectors.celery.message.PythonRepr::of)
          .toList();
      return "%s(%s)".formatted(type, String.join(", ", shown));
    }
  }

  /** It has ended well. */
  public static Outcome success(@Nullable Object result) {
    return new Outcome(SUCCESS, result, null);
  }

  /** It has failed. */
  public static Outcome failure(PythonException exception, @Nullable String traceback) {
    return new Outcome(FAILURE, exception.toMap(), traceback);
  }

  /** It has failed, for a reason of Celery's own. */
  public static Outcome celeryFailure(String type, String message) {
    return failure(new PythonException("celery.exceptions", type, List.of(message)), null);
  }

  /** It is going to be tried again. */
  public static Outcome retry(
      PythonException exception, @Nullable String traceback, Instant again) {
    return new Outcome(RETRY, exception.toMap(), traceback, again);
  }

  /** It is not run, or not to its end. */
  public static Outcome revoked(String why) {
    return new Outcome(
        "REVOKED",
        new PythonException("celery.exceptions", "TaskRevokedError", List.of(why)).toMap(),
        null);
  }

  /** It has started. */
  public static Outcome started(long pid, String hostname) {
    var meta = new LinkedHashMap<String, Object>();
    meta.put("pid", pid);
    meta.put("hostname", hostname);
    return new Outcome("STARTED", meta, null);
  }

  /** Its message was rejected: whoever waits hears nothing. */
  public static Outcome rejected(String reason) {
    return new Outcome("REJECTED", reason, null);
  }

  /** Whether nothing more comes. */
  public boolean isReady() {
    return READY.contains(state);
  }

  /** Whether it has ended well. */
  public boolean isSuccess() {
    return state.equals(SUCCESS);
  }

  /** Whether it has failed. */
  public boolean isFailure() {
    return state.equals(FAILURE);
  }

  /** Whether the task is tried again. */
  public boolean isRetry() {
    return state.equals(RETRY);
  }

  /** The exception as monitors show it; empty where there is none. */
  public String exceptionRepr() {
    return result instanceof Map<?, ?> map && map.get("exc_message") instanceof List<?> args
        ? new PythonException("", String.valueOf(map.get("exc_type")), List.copyOf(args)).repr()
        : "";
  }
}
