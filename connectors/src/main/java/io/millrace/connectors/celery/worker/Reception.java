package io.millrace.connectors.celery.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.connectors.celery.journal.Entry;
import io.millrace.connectors.celery.journal.Entry.Stage;
import io.millrace.connectors.celery.journal.Write;
import io.millrace.connectors.celery.mapping.MappingRule;
import io.millrace.connectors.celery.message.Envelope;
import io.millrace.connectors.celery.message.MessageReader;
import io.millrace.connectors.celery.message.MessageWriter;
import io.millrace.connectors.celery.message.TaskId;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.message.TaskMessage.Canvas;
import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import io.millrace.connectors.celery.message.TaskName;
import io.millrace.connectors.celery.message.UnreadableMessageException;
import io.millrace.connectors.celery.monitor.Events;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.result.Outcome.PythonException;
import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.topology.Topics;
import io.millrace.topology.serde.MessageHeaders;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of each message that the broker hands over. */
final class Reception {
  /** A task that takes its worker down is begun so often. */
  static final int MOST_ATTEMPTS = 3;

  private static final String STAGE = "celery";

  private final Desk desk;
  private final LocalTasks locals;
  private final TaskChoice choice;
  private final Asking asking;
  private final RevokedTasks revoked;
  private final Events events;
  private final Others others;
  private final Topics topics;
  private final InstantSource clock;
  private final MessageWriter writer;
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder quarantined = new LongAdder();

  Reception(
      Desk desk,
      LocalTasks locals,
      TaskChoice choice,
      Asking asking,
      RevokedTasks revoked,
      Events events,
      Others others,
      Topics topics,
      InstantSource clock,
      MessageWriter writer) {
    this.desk = desk;
    this.locals = locals;
    this.choice = choice;
    this.asking = asking;
    this.revoked = revoked;
    this.events = events;
    this.others = others;
    this.topics = topics;
    this.clock = clock;
    this.writer = writer;
  }

  long duplicates() {
    return duplicates.sum();
  }

  long quarantined() {
    return quarantined.sum();
  }

  /** Takes a message; waits while the log is behind, which makes the broker keep the others. */
  void take(Delivery delivery) throws InterruptedException {
    TaskMessage call;
    try {
      call = MessageReader.read(delivery.envelope());
    } catch (UnreadableMessageException e) {
      quarantine(delivery, e.kind().module(), e.kind().type(), e.reason());
      return;
    } catch (RuntimeException e) {
      // A message that nobody has thought of must not take the worker down, as it would be
      // delivered again.
      quarantine(delivery, "builtins", "ValueError", e.toString());
      return;
    } catch (OutOfMemoryError e) {
      // What was being read is garbage by now; the same message would come again and again.
      quarantine(
          delivery,
          "builtins",
          "MemoryError",
          "the message has %d bytes".formatted(delivery.envelope().body().length));
      return;
    }
    if (!isDuplicate(call, delivery)) {
      accept(call, delivery);
    }
  }

  private boolean isDuplicate(TaskMessage call, Delivery delivery) throws InterruptedException {
    var known = desk.find(call.key());
    if (known != null && isAgain(known, delivery)) {
      duplicates.increment();
      return true;
    }
    if (delivery.redelivered() && (desk.wasAnswered(call.key()) || others.have(call.key()))) {
      duplicates.increment();
      delivery.acknowledge();
      return true;
    }
    return false;
  }

  private boolean isAgain(OpenTask known, Delivery delivery) {
    var task = choice.local(known.call());
    boolean late = task != null && task.options().acksLate() && !known.hasEnded();
    if (!known.redelivered(delivery, late)) {
      return false;
    }
    if (late && known.entry().stage() == Stage.RUNNING && !known.active()) {
      resume(known);
    }
    return true;
  }

  private void accept(TaskMessage call, Delivery delivery) throws InterruptedException {
    var task = new OpenTask(Entry.of(call, delivery.queue(), Stage.HELD), delivery);
    var eta = call.timing().eta();
    boolean early = eta != null && eta.isAfter(clock.instant());
    if (early) {
      desk.addHeld(task);
    } else {
      desk.add(task);
    }
    events.received(call);
    if (call.headers().get(Hops.HEADER) != null) {
      desk.end(
          task, Outcome.celeryFailure("Reject", "the call was made by Millrace itself: a loop"));
    } else if (revoked.contains(call)) {
      desk.end(task, Outcome.revoked("revoked"));
    } else if (call.timing().expiredAt(clock.instant())) {
      desk.end(task, Outcome.revoked("expired"));
    } else if (early) {
      hold(task);
    } else {
      begin(task);
    }
  }

  private void hold(OpenTask task) throws InterruptedException {
    desk.write(task, List.of(), true, () -> {
      task.acknowledge();
      await(task);
    });
  }

  /** Begins the task at its time. */
  void await(OpenTask task) {
    var eta = task.call().timing().eta();
    locals.at(eta == null ? clock.instant() : eta, () -> {
      try {
        if (task.hasEnded()) {
          return;
        }
        desk.due(task);
        if (revoked.contains(task.call())) {
          desk.end(task, Outcome.revoked("revoked"));
        } else if (task.call().timing().expiredAt(clock.instant())) {
          desk.end(task, Outcome.revoked("expired"));
        } else {
          begin(task);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /** A task is begun by its name: one in Java first, then what the mapping says. */
  void begin(OpenTask task) throws InterruptedException {
    var call = task.call();
    var local = choice.local(call);
    if (local != null) {
      locals.submit(task, local, revoked);
      return;
    }
    var rule = choice.rule(call);
    if (rule == null) {
      unknown(task);
    } else if (rule.kind() == MappingRule.Kind.PREDICT) {
      ask(task, rule);
    } else {
      locals.submit(task, choice.evaluation(rule), revoked);
    }
  }

  private void ask(OpenTask task, MappingRule rule) throws InterruptedException {
    Asking.Question question;
    try {
      question = asking.of(task.call(), rule, task.call().key());
    } catch (TaskFailure e) {
      desk.end(task, Answering.of(e));
      return;
    } catch (RuntimeException e) {
      // Whatever is wrong with the arguments, the caller must be told.
      desk.end(task, Answering.of(e));
      return;
    }
    task.entry(Desk.asked(task.entry(), question.oneRow()));
    // Whose message is not acknowledged yet, the journal does not know.
    boolean unknown = task.delivery() != null;
    if (unknown && desk.ask(task, question.record(), () -> events.started(task.call()))) {
      return;
    }
    desk.write(task, List.of(question.record()), true, () -> {
      task.acknowledge();
      events.started(task.call());
    });
  }

  private void unknown(OpenTask task) throws InterruptedException {
    var name = task.call().task().value();
    var delivery = task.delivery();
    var outcome = Outcome.celeryFailure("NotRegistered", name);
    if (delivery == null) {
      desk.end(task, outcome);
      return;
    }
    quarantined.increment();
    desk.end(
        task, outcome, List.of(letter(delivery, "no task \"%s\" is known here".formatted(name))));
  }

  /** A task that a former run of this worker has left. */
  void resume(OpenTask task) {
    try {
      var outcome = task.recorded();
      var entry = task.entry();
      switch (entry.stage()) {
        case HELD -> await(task);
        case ASKED -> {
          // Its result comes from the log.
        }
        case DONE -> {
          if (outcome != null && task.end()) {
            desk.conclude(task, outcome);
          }
        }
        case RUNNING -> rerun(task, entry);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rerun(OpenTask task, Entry entry) throws InterruptedException {
    var local = choice.local(entry.call());
    boolean again =
        local == null ? choice.isRepeatable(entry.call()) : local.options().acksLate();
    if (again && entry.attempts() < MOST_ATTEMPTS) {
      begin(task);
      return;
    }
    var delivery = task.delivery();
    var reason =
        "Worker exited prematurely while it ran the task, attempt %d".formatted(entry.attempts());
    desk.end(
        task,
        Outcome.failure(
            new PythonException("billiard.exceptions", "WorkerLostError", List.of(reason)), null),
        List.of(
            delivery == null
                ? letter(writer.write(entry.call()), entry.queue(), reason)
                : letter(delivery, reason)));
  }

  private void quarantine(Delivery delivery, String module, String type, String reason)
      throws InterruptedException {
    quarantined.increment();
    var failed = failed(delivery);
    if (failed == null) {
      desk.journal()
          .submit(Write.of(List.of(letter(delivery, reason)), () -> delivery.reject(false)));
      return;
    }
    var known = desk.find(failed.entry().key());
    if (known != null
        || (delivery.redelivered() && desk.wasAnswered(failed.entry().key()))) {
      delivery.reject(false);
      return;
    }
    desk.add(failed);
    desk.end(
        failed,
        Outcome.failure(new PythonException(module, type, List.of(reason)), null),
        List.of(letter(delivery, reason)));
  }

  /** The task of an unreadable message, so far as somebody can be told; null if nobody can. */
  private static @Nullable OpenTask failed(Delivery delivery) {
    var envelope = delivery.envelope();
    var id = MessageReader.idOf(envelope);
    var queue = envelope.properties().replyTo();
    if (id == null || id.isBlank() || queue == null || queue.isEmpty()) {
      return null;
    }
    try {
      var correlation = envelope.properties().correlationId();
      var call = new TaskMessage(
          new TaskId(id),
          new TaskName("unreadable"),
          List.of(),
          Map.of(),
          Canvas.NONE,
          Lineage.NONE,
          Timing.NOW,
          new Reply(queue, correlation == null ? id : correlation, false, false),
          0,
          Map.of());
      return new OpenTask(Entry.of(call, delivery.queue(), Stage.HELD), delivery);
    } catch (UnreadableMessageException e) {
      return null;
    }
  }

  private ProducerRecord<byte[], byte[]> letter(Delivery delivery, String reason) {
    return letter(delivery.envelope(), delivery.queue(), reason);
  }

  private ProducerRecord<byte[], byte[]> letter(Envelope envelope, String queue, String reason) {
    var topic = topics.deadLetters();
    var headers = new RecordHeaders();
    envelope.headers().forEach((name, value) -> {
      if (value != null) {
        MessageHeaders.set(headers, "celery-" + name, value.toString());
      }
    });
    MessageHeaders.set(headers, "celery-content-type", envelope.properties().contentType());
    MessageHeaders.set(headers, MessageHeaders.DEAD_REASON, reason);
    MessageHeaders.set(headers, MessageHeaders.DEAD_TOPIC, "amqp:" + queue);
    MessageHeaders.set(headers, MessageHeaders.DEAD_STAGE, STAGE);
    int most = topic.settings().maxMessageBytes() / 2;
    // What no dead letter can hold is told of without its body.
    var body = envelope.body().length > most ? new byte[0] : envelope.body();
    var id = MessageReader.idOf(envelope);
    return new ProducerRecord<>(
        topic.name(), null, id == null ? null : id.getBytes(UTF_8), body, headers);
  }

  /** What runs in this worker under that name; null for a prediction, or nothing. */
  @Nullable
  CeleryTask local(TaskMessage call) {
    return choice.local(call);
  }
}
