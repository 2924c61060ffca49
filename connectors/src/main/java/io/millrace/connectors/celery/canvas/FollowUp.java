package io.millrace.connectors.celery.canvas;

import io.millrace.connectors.celery.message.Signature;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.result.Told;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task's end brings about.
 *
 * @param calls the tasks that are called now
 * @param children the same, in the form that results have
 * @param others tasks that will never run, and what their clients are told instead
 */
public record FollowUp(List<Call> calls, List<Object> children, List<Abandoned> others) {
  /** Nothing. */
  public static final FollowUp NONE = new FollowUp(List.of(), List.of(), List.of());

  public FollowUp {
    calls = List.copyOf(calls);
    children = List.copyOf(children);
    others = List.copyOf(others);
  }

  /**
   * A task that will never run.
   *
   * @param chord that it was a member of; null for none
   */
  public record Abandoned(Told told, @Nullable Signature chord) {}

  /** A task that is called, and where. */
  public record Call(String queue, TaskMessage message) {}
}
