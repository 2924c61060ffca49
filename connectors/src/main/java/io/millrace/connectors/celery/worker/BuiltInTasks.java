package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.message.Signature;
import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.connectors.celery.task.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks that every Celery worker knows: those behind {@code map}, {@code starmap} and {@code chunks}. */
final class BuiltInTasks {
  /** Calls a task within another, and waits for its result. */
  @FunctionalInterface
  interface Inner {
    @Nullable
    Object call(TaskCall outer, Signature inner, int number) throws Exception;
  }

  private BuiltInTasks() {}

  static List<CeleryTask> all(Inner inner) {
    return List.of(
        new Mapped("celery.map", false, inner),
        new Mapped("celery.starmap", true, inner),
        new Plain("celery.backend_cleanup"),
        new Plain("celery.accumulate"));
  }

  private record Mapped(String name, boolean spread, Inner inner) implements CeleryTask {
    @Override
    public Object run(TaskCall call) throws Exception {
      var given = call.bind("task", "it");
      var signature = Signature.read(given.get("task"));
      var results = new ArrayList<Object>();
      for (var one : given.list("it")) {
        List<Object> args;
        if (!spread) {
          args = new ArrayList<>();
          args.add(one);
        } else if (one instanceof List<?> list) {
          args = new ArrayList<>(list);
        } else {
          throw TaskFailure.typeError("starmap: %s is no list of arguments".formatted(one));
        }
        args.addAll(signature.args());
        results.add(inner.call(call, signature.withArgs(args), results.size()));
      }
      return results;
    }

    @Override
    public TaskOptions options() {
      return TaskOptions.DEFAULTS;
    }
  }

  private record Plain(String name) implements CeleryTask {
    @Override
    public @Nullable Object run(TaskCall call) {
      return name.endsWith("accumulate") ? call.args() : null;
    }
  }
}
