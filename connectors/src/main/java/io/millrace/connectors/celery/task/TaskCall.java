package io.millrace.connectors.celery.task;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a task. */
public interface TaskCall {
  /** The task's id. */
  String id();

  /** The positional arguments. */
  List<Object> args();

  /** The keyword arguments. */
  Map<String, Object> kwargs();

  /** How often it has been tried before. */
  int retries();

  /** The program's own headers, and stamps. */
  Map<String, Object> headers();

  /**
   * The arguments by name, as Python binds them.
   *
   * @param parameters the names in order; {@code name=} may be left out, and is null then
   * @throws TaskFailure the {@code TypeError} that Python raises where they do not fit
   */
  Arguments bind(String... parameters);

  /** Tells whoever waits of a state of the task's own, such as {@code PROGRESS}. */
  void updateState(String state, @Nullable Object meta);

  /** To be thrown: the call is made again after the pause, unless it has been too often; then its cause is the failure. */
  RetryRequest retry(Exception cause, Duration after);
}
