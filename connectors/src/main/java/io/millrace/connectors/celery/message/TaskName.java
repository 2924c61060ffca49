package io.millrace.connectors.celery.message;

/** What is to be run, such as {@code workerA.get_predictions}. */
public record TaskName(String value) {
  public TaskName {
    if (value.isBlank()) {
      throw UnreadableMessageException.invalid("the task's name is empty");
    }
  }

  /** What follows the last dot: the name of the function in Python. */
  public String function() {
    return value.substring(value.lastIndexOf('.') + 1);
  }

  /** What stands before the last dot; empty where there is none. */
  public String module() {
    return value.substring(0, Math.max(0, value.lastIndexOf('.')));
  }

  @Override
  public String toString() {
    return value;
  }
}
