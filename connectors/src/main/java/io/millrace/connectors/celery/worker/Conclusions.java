package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.broker.ConfirmedPublisher;
import io.millrace.connectors.celery.broker.ConfirmedPublisher.Sent;
import io.millrace.connectors.celery.broker.Message;
import io.millrace.connectors.celery.canvas.FollowUp;
import io.millrace.connectors.celery.canvas.Workflow;
import io.millrace.connectors.celery.message.MessageWriter;
import io.millrace.connectors.celery.message.Signature;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.monitor.Events;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.result.Outcome.PythonException;
import io.millrace.connectors.celery.result.ResultBackend;
import io.millrace.connectors.celery.result.ResultBackend.ChordEnd;
import io.millrace.connectors.celery.result.Told;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Brings a task to its end: calls what follows it, and tells whoever waits. Doing so again after a crash calls the same
 * with the same ids.
 */
final class Conclusions {
  private final ConfirmedPublisher publisher;
  private final ResultBackend backend;
  private final Workflow workflow;
  private final MessageWriter writer;
  private final Events events;

  Conclusions(
      ConfirmedPublisher publisher,
      ResultBackend backend,
      Workflow workflow,
      MessageWriter writer,
      Events events) {
    this.publisher = publisher;
    this.backend = backend;
    this.workflow = workflow;
    this.writer = writer;
    this.events = events;
  }

  /** Counts what is still to be confirmed. */
  private static final class Pending {
    private final AtomicInteger left = new AtomicInteger(1);
    private final Runnable done;

    Pending(Runnable done) {
      this.done = done;
    }

    Runnable one() {
      left.incrementAndGet();
      return this::settle;
    }

    void settle() {
      if (left.decrementAndGet() == 0) {
        done.run();
      }
    }
  }

  /** @param done called once the broker and the backend have everything */
  void conclude(OpenTask task, Outcome outcome, Runnable done) {
    var call = task.call();
    events.ended(call, outcome, task.seconds());
    var pending = new Pending(done);
    if (outcome.state().equals("REJECTED")) {
      pending.settle();
      return;
    }
    if (outcome.isRetry() && outcome.again() != null) {
      send(task.entry().queue(), call.retry(outcome.again()), pending);
    }
    conclude(call, outcome, pending);
    pending.settle();
  }

  private void conclude(TaskMessage call, Outcome outcome, Pending pending) {
    FollowUp after;
    var end = outcome;
    try {
      after = workflow.after(call, outcome);
    } catch (RuntimeException e) {
      // Celery, too, fails a task when what is to follow it cannot be called.
      after = FollowUp.NONE;
      end = Answering.of(e);
    }
    follow(call, after, pending);
    var told = new Told(call.id().value(), end, after.children(), call.reply(), call.lineage());
    backend.tell(told, pending.one());
    if (end.isReady()) {
      chord(call, told, call.canvas().chord(), pending);
    }
  }

  private void follow(TaskMessage call, FollowUp after, Pending pending) {
    after.calls().forEach(next -> send(next.queue(), next.message(), pending));
    for (var other : after.others()) {
      backend.tell(other.told(), pending.one());
      chord(call, other.told(), other.chord(), pending);
    }
  }

  private void chord(TaskMessage call, Told told, @Nullable Signature body, Pending pending) {
    if (body != null) {
      backend.chordPart(told, body, end -> chordEnd(call, body, end, pending), pending.one());
    }
  }

  private void chordEnd(TaskMessage call, Signature body, ChordEnd end, Pending pending) {
    var after = end instanceof ChordEnd.Complete complete
        ? workflow.chordBody(call, body, complete.results())
        : workflow.chordFailure(call, body, ((ChordEnd.Failed) end).outcome());
    follow(call, after, pending);
  }

  private void send(String queue, TaskMessage next, Pending pending) {
    var done = pending.one();
    publisher.send(Message.task(queue, writer.write(next)), sent -> {
      if (sent != Sent.CONFIRMED) {
        // Who waits for it, or for what was to follow it, would wait for ever.
        conclude(next, unsent(queue, sent), pending);
      }
      done.run();
    });
  }

  private static Outcome unsent(String queue, Sent sent) {
    var reason = switch (sent) {
      case UNROUTABLE -> "no queue \"%s\" takes it";
      case LATE -> "the broker has not taken it for queue \"%s\" in time";
      default -> "the broker refuses its message for queue \"%s\"";
    };
    return Outcome.failure(
        new PythonException(
            "millrace",
            "NotSent",
            List.of("the task could not be called: " + reason.formatted(queue))),
        null);
  }

  /** Tells of a state on the way, if anybody waits. */
  void tell(OpenTask task, Outcome outcome) {
    var call = task.call();
    backend.tell(
        new Told(call.id().value(), outcome, List.of(), call.reply(), call.lineage()), () -> {});
  }
}
