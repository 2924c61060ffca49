package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.task.Arguments;
import io.millrace.connectors.celery.task.RetryRequest;
import io.millrace.connectors.celery.task.TaskCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call as a task in Java sees it. */
record LocalCall(TaskMessage message, Consumer<Outcome> states) implements TaskCall {
  @Override
  public String id() {
    return message.id().value();
  }

  @Override
  public List<Object> args() {
    return message.args();
  }

  @Override
  public Map<String, Object> kwargs() {
    return message.kwargs();
  }

  @Override
  public int retries() {
    return message.timing().retries();
  }

  @Override
  public Map<String, Object> headers() {
    return message.headers();
  }

  @Override
  public Arguments bind(String... parameters) {
    return Arguments.bind(
        message.task().function(), List.of(parameters), message.args(), message.kwargs());
  }

  @Override
  public void updateState(String state, @Nullable Object meta) {
    states.accept(new Outcome(state, meta, null));
  }

  @Override
  public RetryRequest retry(Exception cause, Duration after) {
    return new RetryRequest(cause, after);
  }
}
