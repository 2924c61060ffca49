package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.journal.Entry;
import io.millrace.connectors.celery.journal.Entry.Stage;
import io.millrace.connectors.celery.mapping.MappingRule;
import io.millrace.connectors.celery.message.Signature;
import io.millrace.connectors.celery.message.TaskId;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.message.TaskMessage.Canvas;
import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.connectors.celery.task.TaskFailure.PythonClass;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Calls within the place of the task that makes them: tasks in Java at once, models through the log. */
final class InnerCalls implements BuiltInTasks.Inner {
  private final Desk desk;
  private @Nullable Reception reception;
  private @Nullable TaskChoice choice;

  InnerCalls(Desk desk) {
    this.desk = desk;
  }

  void use(Reception begins, TaskChoice chooses) {
    reception = begins;
    choice = chooses;
  }

  @Override
  public @Nullable Object call(TaskCall outer, Signature inner, int number) throws Exception {
    var message = message(outer, inner, number);
    var local = local(message);
    if (local != null) {
      return local.run(new LocalCall(message, state -> {}));
    }
    var task = new OpenTask(Entry.of(message, "", Stage.HELD), null);
    desk.addInner(task);
    if (reception != null) {
      reception.begin(task);
    }
    return value(task.outcome().get());
  }

  // In the outer one's place: to wait for another, while those who hold all of them wait, too,
  // would
  // take for ever.
  private @Nullable CeleryTask local(TaskMessage message) {
    if (choice == null) {
      return null;
    }
    var local = choice.local(message);
    var rule = local == null ? choice.rule(message) : null;
    return rule == null || rule.kind() == MappingRule.Kind.PREDICT
        ? local
        : choice.evaluation(rule);
  }

  private static TaskMessage message(TaskCall outer, Signature inner, int number) {
    // Another try of the outer call is another call: an old answer must not be taken for a new one.
    var id = "%s:%d:%s".formatted(outer.id(), number, UUID.randomUUID());
    return new TaskMessage(
        new TaskId(id),
        inner.task(),
        inner.args(),
        inner.kwargs(),
        Canvas.NONE,
        new Lineage(outer.id(), outer.id(), null, null),
        Timing.NOW,
        new Reply(null, id, true, false),
        0,
        Map.of());
  }

  private static @Nullable Object value(Outcome outcome) {
    if (outcome.isSuccess()) {
      return outcome.result();
    }
    if (outcome.result() instanceof Map<?, ?> map
        && map.get("exc_message") instanceof List<?> args) {
      throw new TaskFailure(
          new PythonClass(
              String.valueOf(map.get("exc_module")), String.valueOf(map.get("exc_type"))),
          args.toArray());
    }
    throw new IllegalStateException("the inner call ended as " + outcome.state());
  }
}
