package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.mapping.Evaluations;
import io.millrace.connectors.celery.mapping.MappingRule;
import io.millrace.connectors.celery.mapping.TaskMapping;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskCatalog;
import io.millrace.connectors.celery.task.TaskOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which code runs a task: one in Java wins over the rules of the mapping. */
final class TaskChoice {
  private final TaskCatalog tasks;
  private final TaskMapping mapping;
  private final Evaluations evaluations;
  private final List<CeleryTask> builtIn;

  TaskChoice(
      TaskCatalog tasks, TaskMapping mapping, Evaluations evaluations, List<CeleryTask> builtIn) {
    this.tasks = tasks;
    this.mapping = mapping;
    this.evaluations = evaluations;
    this.builtIn = builtIn;
  }

  @Nullable
  CeleryTask local(TaskMessage call) {
    return local(call.task().value());
  }

  @Nullable
  CeleryTask local(String name) {
    var own = tasks.find(name);
    return own != null
        ? own
        : builtIn.stream().filter(t -> t.name().equals(name)).findFirst().orElse(null);
  }

  @Nullable
  MappingRule rule(TaskMessage call) {
    return mapping.find(call.task().value());
  }

  /** Whether it may be run again when its worker was lost: it changes nothing. */
  boolean isRepeatable(TaskMessage call) {
    return local(call) == null && rule(call) != null;
  }

  /** The names that monitors show. */
  List<String> names(boolean all) {
    var names = new TreeSet<>(tasks.names());
    names.addAll(mapping.names());
    if (all) {
      builtIn.forEach(task -> names.add(task.name()));
    }
    return new ArrayList<>(names);
  }

  /** A task that evaluates a data set. */
  CeleryTask evaluation(MappingRule rule) {
    return new CeleryTask() {
      @Override
      public String name() {
        return rule.task();
      }

      @Override
      public Object run(TaskCall call) throws InterruptedException {
        var given = call.bind("dataset=");
        var dataset = given.text("dataset") == null ? rule.dataset() : given.text("dataset");
        var evaluated = evaluations.evaluate(dataset);
        if (rule.kind() == MappingRule.Kind.METRIC) {
          return evaluated.metric();
        }
        var both = new LinkedHashMap<String, Object>();
        both.put("y", evaluated.truths());
        both.put("predicted", evaluated.predicted());
        return both;
      }

      @Override
      public TaskOptions options() {
        return TaskOptions.DEFAULTS;
      }
    };
  }
}
