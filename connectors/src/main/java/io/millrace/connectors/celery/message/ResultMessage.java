package io.millrace.connectors.celery.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says of a task.
 *
 * @param result what the task returned, or its exception
 */
public record ResultMessage(
    String id, String status, @Nullable Object result) {
  /** @throws UnreadableMessageException if it is no such message */
  public static ResultMessage read(Envelope envelope) {
    if (!(Body.read(envelope) instanceof Map<?, ?> body)
        || !(body.get("task_id") instanceof String id)
        || !(body.get("status") instanceof String status)) {
      throw UnreadableMessageException.invalid("a result has a task_id and a status");
    }
    return new ResultMessage(id, status, body.get("result"));
  }
}
