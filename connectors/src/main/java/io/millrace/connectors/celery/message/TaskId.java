package io.millrace.connectors.celery.message;

import java.util.UUID;

/** Names one task; a retry keeps it. */
public record TaskId(String value) {
  private static final int LONGEST = 900;

  public TaskId {
    if (value.isBlank() || value.length() > LONGEST) {
      throw UnreadableMessageException.invalid(
          "a task id of %d characters; it has 1 to %d".formatted(value.length(), LONGEST));
    }
  }

  /** One that nobody else has. */
  public static TaskId random() {
    return new TaskId(UUID.randomUUID().toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
