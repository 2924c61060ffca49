package io.millrace.connectors.celery.client;

import io.millrace.connectors.celery.broker.ConfirmedPublisher;
import io.millrace.connectors.celery.broker.ConfirmedPublisher.Sent;
import io.millrace.connectors.celery.broker.Message;
import io.millrace.connectors.celery.journal.Journal;
import io.millrace.connectors.celery.journal.JournalReader;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.model.TaskBackend;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.serde.RequestDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes calls for requests: a batch is sent, the broker confirms it, and then the journal's entries and the place up to
 * which the requests are read are committed together. A batch whose commit fails is read again; what it has sent is
 * then sent twice under the same ids, of which one is answered.
 */
final class Taking implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Taking.class);
  private static final int MOST_OPEN = 10_000;
  private static final long LOOK_MS = 100;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration CATCH_UP = Duration.ofSeconds(10);

  /** What it works with. */
  record Parts(
      ClientConfig config,
      ModelCatalog catalog,
      OpenCalls calls,
      CallMessages messages,
      ConfirmedPublisher publisher,
      Journal journal,
      JournalReader<Call> reader,
      ResultRecords results,
      InstantSource clock) {}

  private final Parts with;
  private final Thread thread = new Thread(this::run, "celery-calls");
  private @Nullable RequestLog log;
  private volatile @Nullable String trouble;
  private volatile boolean closing;

  Taking(Parts with) {
    this.with = with;
    thread.setDaemon(true);
  }

  /** Ends what a former run has left open, and takes up its calls; then {@link #start} may be called. */
  void open() {
    log = opened();
    with.reader().refresh().values().stream()
        .filter(call -> call.instance().equals(with.config().instance()))
        .forEach(call -> with.calls().add(new OpenCall(call, true)));
  }

  private RequestLog opened() {
    var next = new RequestLog(with.config());
    with.results().partitions(next.partitions(with.results().topic()));
    return next;
  }

  void start() {
    thread.start();
  }

  @Nullable
  String trouble() {
    return trouble;
  }

  private void run() {
    try {
      while (!closing) {
        try {
          round();
          trouble = null;
        } catch (KafkaException e) {
          // The brokers are away, say, or another bridge has got the partitions.
          trouble = "the log: " + e.getMessage();
          LOG.warn("calls of Celery tasks wait: {}", e.toString());
          TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
          again();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      trouble = "making calls has ended: " + e;
      LOG.error("making calls has ended", e);
    } finally {
      closeLog();
    }
  }

  /** Whether the last commit has happened, the journal tells. */
  private void again() throws InterruptedException {
    closeLog();
    while (!closing && log == null) {
      try {
        log = opened();
        var kept = with.reader().refresh();
        for (var call : List.copyOf(with.calls().all())) {
          if (!call.isKept()) {
            settle(call, kept.containsKey(call.call().id()));
          }
        }
      } catch (KafkaException e) {
        closeLog();
        trouble = "the log: " + e.getMessage();
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    }
  }

  private void settle(OpenCall call, boolean kept) {
    if (kept) {
      call.kept();
    } else {
      with.calls().remove(call);
    }
  }

  private void closeLog() {
    var last = log;
    log = null;
    if (last != null) {
      last.close();
    }
  }

  private void round() throws InterruptedException {
    var from = log;
    if (from == null) {
      return;
    }
    var read = from.poll(with.calls().size() < MOST_OPEN);
    if (!read.isEmpty()) {
      var attempts = sent(read);
      if (!closing) {
        commit(from, read, attempts);
      }
    }
  }

  private List<Attempt> sent(ConsumerRecords<byte[], byte[]> read) throws InterruptedException {
    var all = new CountDownLatch(read.count());
    var attempts = new ArrayList<Attempt>(read.count());
    for (var record : read) {
      attempts.add(attempt(record, all));
    }
    // One model's queue that the broker cannot serve must not hold up the calls of the others.
    boolean waits = true;
    while (!closing && waits && !all.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
      var now = with.clock().instant();
      attempts.forEach(one -> one.giveUpIfLate(now));
      waits = !attempts.stream().allMatch(Attempt::isSettledOrHeldUp);
    }
    return attempts;
  }

  private Attempt attempt(ConsumerRecord<byte[], byte[]> r, CountDownLatch all) {
    InferenceRequest request;
    try {
      request = RequestDecoder.decode(
          r.headers(), r.key(), r.value(), r.topic(), r.partition(), r.offset(), r.timestamp());
    } catch (InvalidRequestException e) {
      return Attempt.refused(
          RequestDecoder.failure(e, r.headers(), r.key(), r.topic(), r.partition(), r.offset()),
          all);
    }
    try {
      return attempt(request, r, all);
    } catch (InvalidRequestException e) {
      return Attempt.refused(failed(request, e.code(), e.reason()), all);
    } catch (TaskFailure e) {
      return Attempt.refused(
          failed(request, FailureCode.INVALID_INPUT, String.valueOf(e.getMessage())), all);
    }
  }

  private Attempt attempt(
      InferenceRequest request, ConsumerRecord<byte[], byte[]> record, CountDownLatch all) {
    var version = version(request);
    var backend = version.backend();
    if (backend == null) {
      throw new InvalidRequestException(
          FailureCode.UNAVAILABLE,
          "model \"%s\" version %s is no Celery task".formatted(request.model(), version.number()));
    }
    var id = Call.id(request, record.partition(), record.offset());
    if (with.calls().find(id) != null) {
      return Attempt.madeBefore(all);
    }
    var now = with.clock().instant();
    var call = call(
        id,
        request,
        version.number().number(),
        record.timestamp(),
        deadline(request, backend, now));
    if (call.isLate(now)) {
      return Attempt.refused((InferenceResult.Failed) Answers.late(call), all);
    }
    return send(call, with.messages().call(call, request, backend), all);
  }

  private Call call(
      String id, InferenceRequest request, long version, long asked, Instant deadline) {
    return new Call(
        id,
        with.config().instance(),
        request.id(),
        request.model(),
        new ModelVersion(version),
        request.outputs(),
        request.delivery(),
        new Call.Times(asked, with.clock().millis(), deadline));
  }

  private Attempt send(Call call, Message message, CountDownLatch all) {
    var open = new OpenCall(call, false);
    with.calls().add(open);
    var attempt = Attempt.of(open, all);
    var left = Duration.between(with.clock().instant(), call.times().deadline());
    var sending = with.publisher().send(message.within(left), sent -> {
      if (!attempt.sent(sent) && sent != Sent.CONFIRMED) {
        with.calls().conclude(open, unroutable(call), () -> {});
      }
    });
    open.sending(sending);
    attempt.sending(sending);
    return attempt;
  }

  private static InferenceResult unroutable(Call call) {
    return call.failed(
        FailureCode.UNAVAILABLE, "the model's queue is not there: no worker consumes it");
  }

  private ModelRecord.Version version(InferenceRequest request) {
    try {
      return with.catalog().require(request.model(), request.version());
    } catch (InvalidRequestException e) {
      // The stage knew it: this view of the registry is behind.
      with.catalog().catchUp(CATCH_UP);
      return with.catalog().require(request.model(), request.version());
    }
  }

  private static Instant deadline(InferenceRequest request, TaskBackend backend, Instant now) {
    var limit = now.plus(backend.timeLimit());
    var expiry = request.delivery().expiry();
    return expiry != null && expiry.isBefore(limit) ? expiry : limit;
  }

  private static InferenceResult.Failed failed(
      InferenceRequest request, FailureCode code, String reason) {
    return new InferenceResult.Failed(
        request.id(),
        request.model().value(),
        request.version() == null ? null : request.version().toString(),
        code,
        reason,
        request.delivery());
  }

  private void commit(RequestLog to, ConsumerRecords<byte[], byte[]> read, List<Attempt> attempts) {
    var changes = new ArrayList<ProducerRecord<byte[], byte[]>>();
    var kept = new ArrayList<OpenCall>();
    var told = new ArrayList<InferenceResult>();
    for (var attempt : attempts) {
      var call = attempt.call();
      var failure = failure(attempt);
      if (failure != null) {
        var written = with.results().of(failure);
        changes.add(written.record());
        told.add(written.result());
      } else if (call != null) {
        changes.add(with.journal().record(call.call().id(), call.call().write()));
        kept.add(call);
      }
    }
    to.commit(read, changes);
    kept.forEach(OpenCall::kept);
    told.forEach(with.calls()::tell);
    attempts.stream()
        .map(Attempt::call)
        .filter(call -> call != null && !call.isKept())
        .forEach(call -> with.calls().remove(Objects.requireNonNull(call)));
  }

  /** Why there will be no answer; null if one may come. A worker may have been quicker than the broker's word. */
  private static @Nullable InferenceResult failure(Attempt attempt) {
    var open = attempt.call();
    if (open == null) {
      return attempt.refusal();
    }
    return switch (attempt.leave()) {
      case UNROUTABLE -> open.end() ? unroutable(open.call()) : null;
      case LATE -> open.end() ? Answers.late(open.call()) : null;
      default -> null;
    };
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!thread.isAlive()) {
      closeLog(); // where it was opened, and never started
    }
  }

  @Override
  public String toString() {
    return "Taking{%s}".formatted(with.config().topics().celeryRequests());
  }
}
