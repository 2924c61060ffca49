package io.millrace.connectors.celery.task;

import org.jspecify.annotations.Nullable;

/**
 * A task that Celery programs call by its name. Found by {@link java.util.ServiceLoader}; one instance runs all calls,
 * several at a time.
 */
public interface CeleryTask {
  /** The name that programs call it by. */
  String name();

  /**
   * Does the work. It is interrupted when its time limit passes or it is revoked with {@code terminate}.
   *
   * @return numbers, texts, truth values, lists, maps and null, and what else JSON or {@code java.time} has
   * @throws Exception the failure that the caller gets: as a {@link TaskFailure} says, else by the exception's class
   */
  @Nullable
  Object run(TaskCall call) throws Exception;

  /** How it is run. */
  default TaskOptions options() {
    return TaskOptions.DEFAULTS;
  }
}
