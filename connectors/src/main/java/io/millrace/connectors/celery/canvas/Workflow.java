package io.millrace.connectors.celery.canvas;

import io.millrace.connectors.celery.canvas.FollowUp.Abandoned;
import io.millrace.connectors.celery.message.Signature;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.message.TaskMessage.Canvas;
import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.result.Told;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows what follows the end of a task. */
public final class Workflow {
  private final String defaultQueue;
  private final InstantSource clock;

  /** @param defaultQueue of calls that name none */
  public Workflow(String defaultQueue, InstantSource clock) {
    this.defaultQueue = defaultQueue;
    this.clock = clock;
  }

  /** What the end of the call brings about, but for its chord, which its backend counts. */
  public FollowUp after(TaskMessage call, Outcome outcome) {
    if (outcome.isSuccess()) {
      return afterSuccess(call, outcome.result());
    }
    if (outcome.isFailure()) {
      return afterFailure(call, outcome);
    }
    if (outcome.isRetry()) {
      return new FollowUp(List.of(), List.of(child(call.id().value())), List.of());
    }
    return outcome.isReady()
        ? new FollowUp(List.of(), List.of(), remaining(call, outcome))
        : FollowUp.NONE;
  }

  private FollowUp afterSuccess(TaskMessage call, @Nullable Object result) {
    if (call.canvas().isEmpty()) {
      return FollowUp.NONE;
    }
    var expansion = new Expansion(call, defaultQueue, clock.instant());
    var children = new ArrayList<Object>();
    var callbacks = call.canvas().callbacks();
    if (callbacks.size() == 1) {
      children.add(expansion.call(callbacks.get(0), result, Canvas.NONE));
    } else if (!callbacks.isEmpty()) {
      children.add(expansion.group(callbacks, result, Canvas.NONE));
    }
    var chain = call.canvas().chain();
    if (!chain.isEmpty()) {
      int last = chain.size() - 1;
      // A chain's errors and its chord belong to each of its elements in turn.
      var rest =
          new Canvas(List.of(), List.of(), chain.subList(0, last), call.canvas().chord());
      children.add(expansion.call(chain.get(last), result, rest));
    }
    return new FollowUp(expansion.calls(), children, List.of());
  }

  private FollowUp afterFailure(TaskMessage call, Outcome outcome) {
    var expansion = new Expansion(call, defaultQueue, clock.instant());
    for (var errback : call.canvas().errbacks()) {
      var args = new ArrayList<Object>();
      if (!errback.immutable()) {
        args.add(call.id().value());
      }
      args.addAll(errback.args());
      expansion.single(errback, args, Canvas.NONE);
    }
    return new FollowUp(expansion.calls(), List.of(), remaining(call, outcome));
  }

  // Who waits for a later element would wait for ever.
  private List<Abandoned> remaining(TaskMessage call, Outcome outcome) {
    var told = new ArrayList<Abandoned>();
    for (var element : call.canvas().chain()) {
      var id = element.option("task_id");
      if (id != null) {
        told.add(new Abandoned(told(call, element, outcome, id), chord(element)));
      }
    }
    return told;
  }

  private static @Nullable Signature chord(Signature of) {
    return of.options().get("chord") instanceof Map<?, ?> chord ? Signature.read(chord) : null;
  }

  private static Told told(TaskMessage call, Signature element, Outcome outcome, String id) {
    var reply = new Reply(element.option("reply_to"), id, false, call.reply().typed());
    var lineage = new Lineage(call.root(), call.id().value(), element.option("group_id"), null);
    return new Told(id, outcome, List.of(), reply, lineage);
  }

  /** The call of a chord's body with the results of its header. */
  public FollowUp chordBody(TaskMessage call, Signature body, List<Object> results) {
    var expansion = new Expansion(call, defaultQueue, clock.instant());
    var child = expansion.call(body, results, Canvas.NONE);
    return new FollowUp(expansion.calls(), List.of(child), List.of());
  }

  /** What the clients of a chord are told where a member of its header has failed. */
  public FollowUp chordFailure(TaskMessage call, Signature body, Outcome outcome) {
    var id = body.option("task_id");
    var told = id == null
        ? List.<Abandoned>of()
        : List.of(new Abandoned(told(call, body, outcome, id), chord(body)));
    return new FollowUp(List.of(), List.of(), told);
  }

  private static Object child(String id) {
    return Arrays.asList(Arrays.asList(id, null), null);
  }
}
