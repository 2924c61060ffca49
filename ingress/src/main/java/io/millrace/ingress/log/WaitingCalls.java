package io.millrace.ingress.log;

import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.infer.Admission;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.topology.serde.MessageHeaders;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** The calls that wait for replies. Each leaves once: with its reply, a failure, its deadline, or its caller. */
final class WaitingCalls {
  private final Map<String, Pending> calls = new ConcurrentHashMap<>();
  private final Admission admission;
  private final CallIds ids;
  private final Deserializer<InferenceResult> results;
  private final Verdicts verdicts = new Verdicts();
  private final LongAdder unclaimed = new LongAdder();
  private final LongAdder diverged = new LongAdder();

  WaitingCalls(Admission admission, CallIds ids, Deserializer<InferenceResult> results) {
    this.admission = admission;
    this.ids = ids;
    this.results = results;
  }

  void add(Pending call) {
    calls.put(call.id(), call);
  }

  /** The call of a reply, which waits no more; null where nobody waits for it. */
  @Nullable
  Pending claim(String id) {
    var call = calls.remove(id);
    if (call != null) {
      admission.leave(true);
    }
    return call;
  }

  /** Completes the call with its reply; to be run where the call wants its answer. */
  void answer(Pending call, ConsumerRecord<String, byte[]> reply) {
    try {
      answer(call, read(reply));
    } catch (RuntimeException | Error e) {
      // One reply that cannot be read, or passed on, is one call that fails; the others of its poll
      // wait for theirs.
      call.sink().error(e);
    }
  }

  private void answer(Pending call, InferenceResult result) {
    verdicts.remember(call.number(), result instanceof InferenceResult.Answered);
    call.sink().success(result);
  }

  /** Answers the call of a result that has not come by the log; nothing happens where nobody waits for it. */
  void offer(InferenceResult result) {
    var call = claim(result.id().value());
    if (call != null) {
      deliver(call, result);
    }
  }

  /** As {@link #offer}, of a call whose request may not be on the log yet: then the result waits for that. */
  void offerAhead(InferenceResult result) {
    var call = calls.get(result.id().value());
    if (call != null && !call.keep(result)) {
      offer(result);
    }
  }

  /** The call's request is on the log. */
  void written(Pending call) {
    var result = call.written();
    if (result != null) {
      offer(result);
    }
  }

  private void deliver(Pending call, InferenceResult result) {
    try {
      call.answerOn().execute(() -> answer(call, result));
    } catch (RejectedExecutionException e) {
      // The event loop has stopped, and its connections with it: there is nobody left to tell.
    }
  }

  private InferenceResult read(ConsumerRecord<String, byte[]> reply) {
    return results.deserialize(reply.topic(), reply.headers(), reply.value());
  }

  /** Counts a reply that nobody waits for, or that says other than the one its caller has got. */
  void countUnclaimed(ConsumerRecord<String, byte[]> reply) {
    long number = ids.number(reply.key());
    var answered = number < 0 ? null : verdicts.of(number);
    if (answered == null) {
      unclaimed.increment();
    } else if (answered == MessageHeaders.isFailure(reply.headers())) {
      diverged.increment();
    }
  }

  /** The call's request could not be written. */
  void fail(String id, Throwable failure) {
    var call = calls.remove(id);
    if (call != null) {
      admission.leave(false);
      call.fail(failure);
    }
  }

  /** The caller has gone. */
  void forget(String id) {
    if (calls.remove(id) != null) {
      admission.leave(false);
    }
  }

  /** Fails the calls whose deadline has passed. A look at all of them costs less than a timer for each. */
  void expire(long nowNanos) {
    for (var call : calls.values()) {
      if (nowNanos - call.expiresAtNanos() >= 0) {
        fail(
            call.id(),
            new RefusedException(
                FailureCode.EXPIRED, "the deadline passed before there was a result", 0));
      }
    }
  }

  void failAll(RefusedException failure) {
    calls.keySet().forEach(id -> fail(id, failure));
  }

  boolean anyWaitOn(int partition) {
    return calls.values().stream().anyMatch(call -> call.partition() == partition);
  }

  long unclaimed() {
    return unclaimed.sum();
  }

  long diverged() {
    return diverged.sum();
  }

  @Override
  public String toString() {
    return "WaitingCalls{%d waiting, %d unclaimed, %d diverged}"
        .formatted(calls.size(), unclaimed(), diverged());
  }
}
