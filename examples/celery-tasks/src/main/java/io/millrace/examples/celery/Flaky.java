package io.millrace.examples.celery;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code flaky(x)}: fails at first, and answers when it is tried again. */
public final class Flaky implements CeleryTask {
  private static final Duration PAUSE = Duration.ofMillis(300);

  @Override
  public String name() {
    return "flaky";
  }

  @Override
  public @Nullable Object run(TaskCall call) {
    if (call.retries() < 1) {
      throw call.retry(new RuntimeException("try again"), PAUSE);
    }
    return call.bind("x").get("x");
  }
}
