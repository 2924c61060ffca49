package io.millrace.ingress;

import io.millrace.ingress.infer.Call;
import io.millrace.ingress.infer.RequestLog;
import io.millrace.model.Delivery;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.RequestId;
import io.millrace.model.Timings;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Answers each call as it is told to, and remembers the last one. */
final class FakeLog implements RequestLog {
  final AtomicReference<@Nullable Call> last = new AtomicReference<>();
  private volatile Function<Call, Mono<InferenceResult>> answers = FakeLog::inputsAgain;

  void answer(Function<Call, Mono<InferenceResult>> with) {
    answers = with;
  }

  void fail(FailureCode code, String reason) {
    answers = call -> Mono.just(new InferenceResult.Failed(
        new RequestId("on-the-log"), "iris", "1", code, reason, Delivery.PROTOBUF));
  }

  static Mono<InferenceResult> inputsAgain(Call call) {
    return Mono.just(new InferenceResult.Answered(
        new RequestId("on-the-log"),
        call.model(),
        call.version(),
        call.body().inputs(),
        new Timings(1, 2, 3, 4),
        Delivery.PROTOBUF));
  }

  @Override
  public Mono<InferenceResult> ask(Call call) {
    last.set(call);
    return answers.apply(call);
  }
}
