package io.millrace.connectors.celery.journal;

import io.millrace.connectors.celery.message.PythonJson;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.result.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task that a worker has taken.
 *
 * @param queue it came from
 * @param stage how far it has come
 * @param attempts how often it was begun
 * @param oneRow whether a prediction's answer is a row rather than a list of rows
 * @param outcome once it is done
 */
public record Entry(
    TaskMessage call,
    String queue,
    Stage stage,
    int attempts,
    boolean oneRow,
    @Nullable Outcome outcome) {
  /** How far a task has come. */
  public enum Stage {
    /** It waits for its time. */
    HELD,
    /** A model is asked: its request is on the log. */
    ASKED,
    /** It runs, or ran when its worker was lost. */
    RUNNING,
    /** It has ended, and is to be answered. */
    DONE
  }

  /** A task that is taken. */
  public static Entry of(TaskMessage call, String queue, Stage stage) {
    return new Entry(call, queue, stage, stage == Stage.RUNNING ? 1 : 0, false, null);
  }

  /** Which it is: the retries of a task are told apart. */
  public String key() {
    return call.key();
  }

  /** It is begun once more. */
  public Entry running() {
    return new Entry(call, queue, Stage.RUNNING, attempts + 1, oneRow, null);
  }

  /** It has ended. */
  public Entry done(Outcome end) {
    return new Entry(call, queue, Stage.DONE, attempts, oneRow, end);
  }

  /** As a record's value. */
  public byte[] write() {
    var map = new LinkedHashMap<String, Object>();
    map.put("stage", stage.name());
    map.put("queue", queue);
    if (attempts > 0) {
      map.put("attempts", attempts);
    }
    if (oneRow) {
      map.put("one-row", true);
    }
    map.put("call", CallJson.write(call));
    if (outcome != null) {
      var end = new LinkedHashMap<String, @Nullable Object>();
      end.put("state", outcome.state());
      end.put("result", outcome.result());
      end.put("traceback", outcome.traceback());
      end.put("again", outcome.again() == null ? null : outcome.again().toString());
      map.put("outcome", end);
    }
    return PythonJson.writeTyped(map);
  }

  /** The entry that a record's value is. */
  public static Entry read(byte[] value) {
    var map = PythonJson.readObject(value);
    var call = CallJson.read((Map<?, ?>) map.getOrDefault("call", Map.of()));
    return new Entry(
        call,
        String.valueOf(map.get("queue")),
        Stage.valueOf(String.valueOf(map.get("stage"))),
        map.get("attempts") instanceof Number n ? n.intValue() : 0,
        Boolean.TRUE.equals(map.get("one-row")),
        map.get("outcome") instanceof Map<?, ?> end
            ? new Outcome(
                String.valueOf(end.get("state")),
                end.get("result"),
                end.get("traceback") instanceof String text ? text : null,
                end.get("again") instanceof String time ? Instant.parse(time) : null)
            : null);
  }
}
