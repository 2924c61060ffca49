package io.millrace.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingress.infer.Admission;
import io.millrace.model.Delivery;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Timings;
import io.millrace.topology.serde.InferenceResultSerde;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class WaitingCallsTest {
  private final CallIds ids = new CallIds();
  private final Admission admission = new Admission(10, 0);
  private final InferenceResultSerde results = new InferenceResultSerde();
  private final WaitingCalls waiting = new WaitingCalls(admission, ids, results.deserializer());
  private final long number = ids.next();
  private final String id = ids.text(number);
  private final List<Pending> pending = new ArrayList<>();

  private Mono<InferenceResult> call(long expiresAtNanos) {
    return Mono.create(sink -> {
      admission.enter(Duration.ofSeconds(1));
      var call = new Pending(id, number, 3, expiresAtNanos, sink, Runnable::run);
      pending.add(call);
      waiting.add(call);
      sink.onCancel(() -> waiting.forget(id));
    });
  }

  private InferenceResult answered() {
    return new InferenceResult.Answered(
        new RequestId(id),
        new ModelName("m"),
        new ModelVersion(1),
        List.of(),
        new Timings(0, 0, 0, 1),
        Delivery.PROTOBUF);
  }

  private ConsumerRecord<String, byte[]> failure(String of) {
    var headers = new RecordHeaders();
    var value = results
        .serializer()
        .serialize(
            "results",
            headers,
            new InferenceResult.Failed(
                new RequestId(of), "m", "1", FailureCode.MODEL_ERROR, "no", Delivery.PROTOBUF));
    return new ConsumerRecord<>(
        "results", 3, 0, 0, TimestampType.CREATE_TIME, 0, 0, of, value, headers, Optional.empty());
  }

  private void reply(String to) {
    new ReplyListener(waiting).onMessage(List.of(failure(to)));
  }

  @Test
  void reply_endsItsCall() {
    StepVerifier.create(call(1))
        .then(() -> reply(id))
        .assertNext(result -> assertThat(result).isInstanceOf(InferenceResult.Failed.class))
        .verifyComplete();
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  void secondReply_isNoDivergenceWhereItSaysTheSame() {
    StepVerifier.create(call(1)).then(() -> reply(id)).expectNextCount(1).verifyComplete();
    reply(id);
    assertThat(waiting.unclaimed()).isZero();
    assertThat(waiting.diverged()).isZero();
  }

  @Test
  void offeredResult_endsItsCall_andTheLogsOtherVerdictIsADivergence() {
    var answered = answered();
    StepVerifier.create(call(1))
        .then(() -> waiting.offer(answered))
        .expectNext(answered)
        .verifyComplete();
    assertThat(admission.inFlight()).isZero();
    reply(id);
    assertThat(waiting.diverged()).isEqualTo(1);
    waiting.offer(answered); // nobody waits any more
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  void resultFromAheadOfTheLog_waitsUntilTheRequestIsOnIt() {
    var told = new AtomicReference<InferenceResult>();
    var ended = call(1).subscribe(told::set);
    waiting.offerAhead(answered());
    assertThat(told).hasNullValue();
    waiting.written(pending.get(0));
    assertThat(told).hasValue(answered());
    assertThat(ended.isDisposed()).isTrue();
    assertThat(admission.inFlight()).isZero();
    waiting.written(pending.get(0)); // nobody waits any more
    waiting.offerAhead(answered());
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  void resultThatComesAfterTheRequestIsOnTheLog_isToldAtOnce() {
    StepVerifier.create(call(1))
        .then(() -> waiting.written(pending.get(0)))
        .then(() -> waiting.offerAhead(answered()))
        .expectNext(answered())
        .verifyComplete();
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  void resultFromAheadOfTheLog_isNotToldWhereTheRequestCouldNotBeWritten() {
    StepVerifier.create(call(1))
        .then(() -> waiting.offerAhead(answered()))
        .then(() -> waiting.fail(id, new IllegalStateException("no broker")))
        .verifyErrorMessage("no broker");
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  void othersReplies_areCountedOnly() {
    reply("someone-else");
    assertThat(waiting.unclaimed()).isEqualTo(1);
  }

  @Test
  void deadline_failsTheCall() {
    StepVerifier.create(call(100))
        .then(() -> waiting.expire(99))
        .then(() -> assertThat(waiting.anyWaitOn(3)).isTrue())
        .then(() -> waiting.expire(100))
        .verifyErrorMessage("the deadline passed before there was a result");
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  void callerWhoGoes_leavesNothingBehind() {
    StepVerifier.create(call(100)).thenCancel().verify();
    assertThat(waiting.anyWaitOn(3)).isFalse();
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  void verdict_isKnownForTheSameCallOnly() {
    var verdicts = new Verdicts();
    verdicts.remember(5, true);
    verdicts.remember(7, false);
    assertThat(verdicts.of(5)).isTrue();
    assertThat(verdicts.of(7)).isFalse();
    assertThat(verdicts.of(6)).isNull();
    assertThat(verdicts.of(5 + (1 << 14))).isNull();
  }

  @Test
  void ids_comeBackAsNumbers() {
    assertThat(ids.number(id)).isEqualTo(number);
    assertThat(ids.number("x-1")).isEqualTo(-1);
  }
}
