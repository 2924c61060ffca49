package io.millrace.launcher.celery.task;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskOptions;
import java.util.HashMap;

/** {@code broken("error")} throws what is no exception; {@code broken("loop")} returns what no JSON can say. */
public final class Broken implements CeleryTask {
  @Override
  public String name() {
    return "broken";
  }

  @Override
  public Object run(TaskCall call) {
    if ("error".equals(call.bind("how").get("how"))) {
      throw new AssertionError("a task's own assertion");
    }
    var loop = new HashMap<String, Object>();
    loop.put("self", loop);
    return loop;
  }

  @Override
  public TaskOptions options() {
    return TaskOptions.DEFAULTS;
  }
}
