package io.millrace.ingress.log;

import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.infer.Admission;
import io.millrace.ingress.infer.Call;
import io.millrace.ingress.infer.RequestLog;
import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.RequestId;
import io.millrace.port.HeadStart;
import io.millrace.port.ReplySink;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Requests and replies over Kafka. */
public final class KafkaRequestLog implements RequestLog, ReplySink, AutoCloseable {
  private static final long SWEEP_MS = 10;
  private static final long WINDOW_MS = 250;
  private static final long PROBE_MS = 500;

  private final ScheduledExecutorService clock = thread("ingress-clock");
  private final ScheduledExecutorService worker = thread("ingress-log");
  private final CallIds ids = new CallIds();
  private final Admission admission;
  private final WaitingCalls waiting;
  private final Admin admin;
  private final BrokerWatch broker;
  private final HeadStart headStart;
  private final RequestWriter writer;
  private final ReplyReader replies;

  /** @param headStart runs requests that are on the way to the log */
  public KafkaRequestLog(LogConfig config, int maxInFlight, HeadStart headStart) {
    this.admission = new Admission(maxInFlight, System.nanoTime());
    this.waiting =
        new WaitingCalls(admission, ids, config.topics().results().values().deserializer());
    this.admin = config.admin();
    this.headStart = headStart;
    this.writer = new RequestWriter(config, headStart);
    this.broker = new BrokerWatch(admin, writer::prefetch);
    this.replies = new ReplyReader(config, admin, waiting, worker);
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(task -> {
      var thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    });
  }

  /** Starts to lease and read; returns at once: {@link #whyNotReady} tells when requests are taken. */
  public void start() {
    replies.start();
    worker.execute(this::prefetch);
    worker.scheduleWithFixedDelay(broker::probe, PROBE_MS, PROBE_MS, TimeUnit.MILLISECONDS);
    clock.scheduleWithFixedDelay(
        () -> waiting.expire(System.nanoTime()), SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    clock.scheduleAtFixedRate(
        () -> admission.measure(System.nanoTime()), WINDOW_MS, WINDOW_MS, TimeUnit.MILLISECONDS);
  }

  private void prefetch() {
    if (!writer.prefetch()) {
      worker.schedule(this::prefetch, SWEEP_MS, TimeUnit.MILLISECONDS);
    }
  }

  /** What is missing before requests are taken; null where nothing is. */
  public @Nullable String whyNotReady() {
    if (!broker.isUp()) {
      return "the broker does not answer";
    }
    if (writer.partitions() == 0) {
      return "the requests topic is not known yet";
    }
    return replies.partition() == null ? "no partition of the results topic is leased" : null;
  }

  /** How many calls wait for their result. */
  public int inFlight() {
    return admission.inFlight();
  }

  /** For questions about topics. */
  public Admin admin() {
    return admin;
  }

  @Override
  public Mono<InferenceResult> ask(Call call) {
    return Mono.create(sink -> send(call, sink));
  }

  private void send(Call call, MonoSink<InferenceResult> sink) {
    var missing = whyNotReady();
    var replyPartition = replies.partition();
    if (missing != null || replyPartition == null) {
      sink.error(RefusedException.unavailable(missing == null ? "no reply partition" : missing));
      return;
    }
    var budget = Duration.between(Instant.now(), call.expiry());
    try {
      admission.enter(budget);
    } catch (RefusedException e) {
      sink.error(e);
      return;
    }
    write(call, sink, replyPartition, System.nanoTime() + budget.toNanos());
  }

  private void write(
      Call call, MonoSink<InferenceResult> sink, int replyPartition, long expiresAtNanos) {
    long number = ids.next();
    var id = ids.text(number);
    var pending = new Pending(id, number, replyPartition, expiresAtNanos, sink, call.answerOn());
    waiting.add(pending);
    sink.onCancel(() -> waiting.forget(id));
    try {
      var record = record(call, id, replyPartition);
      writer.write(
          record,
          admission.inFlight(),
          () -> waiting.written(pending),
          failure -> failed(id, failure));
    } catch (RuntimeException e) {
      // Whatever the client throws, the call must leave: nothing else would end it before its
      // deadline.
      failed(id, e);
    }
  }

  private ProducerRecord<String, InferenceRequest> record(
      Call call, String id, int replyPartition) {
    var body = call.body();
    var delivery =
        new Delivery(Encoding.PROTOBUF, call.expiry(), replyPartition, call.traceparent());
    return writer.record(
        call.sequence(),
        new InferenceRequest(
            new RequestId(id),
            call.model(),
            call.version(),
            body.inputs(),
            body.outputs(),
            body.parameters(),
            delivery));
  }

  private void failed(String id, Throwable failure) {
    var reason = failure instanceof KafkaException ? failure : rootOf(failure);
    broker.writeFailed(reason);
    headStart.forget(new RequestId(id));
    waiting.fail(id, refusal(reason));
  }

  private static Throwable rootOf(Throwable failure) {
    var cause = failure.getCause();
    return cause == null || cause == failure ? failure : rootOf(cause);
  }

  private static RuntimeException refusal(Throwable reason) {
    if (reason instanceof RecordTooLargeException) {
      return new RefusedException(
          FailureCode.TOO_LARGE, "the request is larger than its topic takes", 0);
    }
    return RefusedException.unavailable(
        "the request could not be written: " + reason.getClass().getSimpleName());
  }

  @Override
  public void offer(InferenceResult result) {
    waiting.offer(result);
  }

  @Override
  public void offerAhead(InferenceResult result) {
    waiting.offerAhead(result);
  }

  /** Takes no more calls, waits for those that wait, then fails what is left. */
  public void drain(Duration patience) {
    admission.close();
    long end = System.nanoTime() + patience.toNanos();
    while (admission.inFlight() > 0 && System.nanoTime() - end < 0) {
      pause();
    }
    waiting.failAll(RefusedException.unavailable("the server has shut down"));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(SWEEP_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while draining", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    worker.execute(replies::close);
    worker.shutdown();
    try {
      if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.close();
    admin.close(Duration.ofSeconds(1));
  }

  @Override
  public String toString() {
    return "KafkaRequestLog{%s, %s, %s}".formatted(admission, waiting, replies);
  }
}
