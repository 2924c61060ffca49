package io.millrace.connectors.celery.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.celery.message.ResultMessage;
import io.millrace.model.DataType;
import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult.Answered;
import io.millrace.model.InferenceResult.Failed;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.TaskBackend;
import io.millrace.model.Tensor;
import io.millrace.topology.registry.InMemoryView;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.serde.Tensors;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final TensorSpec SCORE = new TensorSpec("score", DataType.FP32, Shape.of(-1, 2));
  private static final TensorSpec LABEL = new TensorSpec("label", DataType.BYTES, Shape.of(-1));

  private final InMemoryView<ModelRecord> models = new InMemoryView<>();
  private final Answers answers =
      new Answers(new ModelCatalog(models), InstantSource.fixed(NOW.plusMillis(250)));

  private Call call(List<TensorSpec> outputs, @Nullable Instant expiry, String... wanted) {
    var signature = new ModelSignature(
        List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1))), outputs, false);
    var version = new ModelRecord.Version(
        new ModelVersion(3),
        "0".repeat(64),
        1,
        NOW,
        signature,
        new TaskBackend("score", "celery", false, Duration.ofSeconds(5)));
    var name = new ModelName("py");
    models.put(
        "py", new ModelRecord(name, 1, List.of(version), new ModelRecord.Outcome("c", null)));
    return new Call(
        "t1",
        "bridge",
        new RequestId("r1"),
        name,
        version.number(),
        Arrays.asList(wanted),
        new Delivery(Encoding.JSON, expiry, 4, null),
        new Call.Times(NOW.minusMillis(7).toEpochMilli(), NOW.toEpochMilli(), NOW.plusSeconds(5)));
  }

  private Answered answered(Call call, Object value) {
    return (Answered)
        Objects.requireNonNull(answers.of(call, new ResultMessage("t1", "SUCCESS", value)));
  }

  private Failed failed(Call call, String status, @Nullable Object value) {
    return (Failed)
        Objects.requireNonNull(answers.of(call, new ResultMessage("t1", status, value)));
  }

  @Test
  void oneOutput_needsNoName_andOneRowNoOuterList() {
    var rows = answered(call(List.of(SCORE), null), List.of(List.of(1, 2), List.of(3, 4.5)));
    assertThat(Tensors.toFloats(rows.outputs().get(0))).containsExactly(1, 2, 3, 4.5f);
    assertThat(rows.version()).isEqualTo(new ModelVersion(3));
    assertThat(rows.delivery().replyPartition()).isEqualTo(4);
    assertThat(rows.timings().queuedMicros()).isEqualTo(7000);
    assertThat(rows.timings().computedMicros()).isEqualTo(250_000);

    var row = answered(call(List.of(SCORE), null), List.of(1, 2));
    assertThat(row.outputs().get(0).shape()).isEqualTo(Shape.of(1, 2));
    var text = answered(call(List.of(LABEL), null), "good");
    assertThat(Tensors.toStrings(text.outputs().get(0))).containsExactly("good");
  }

  @Test
  void severalOutputs_comeByName_inAnAnswerOfMillrace_orInOrder() {
    Map<String, Object> named = Map.of("label", List.of("a"), "score", List.of(List.of(1, 2)));
    var both = List.of(SCORE, LABEL);
    for (var value : List.of(
        named,
        Map.of("model", "other", "version", 1, "outputs", named),
        List.of(List.of(List.of(1, 2)), List.of("a")))) {
      assertThat(answered(call(both, null), value).outputs().stream().map(Tensor::name))
          .containsExactly("score", "label");
    }
    assertThat(answered(call(both, null, "label"), named).outputs().stream().map(Tensor::name))
        .containsExactly("label");
  }

  @Test
  void whatIsNoAnswer_isToldWithWhatIsWrong() {
    var failure = failed(call(List.of(SCORE), null), "SUCCESS", List.of(List.of(1)));
    assertThat(failure.code()).isEqualTo(FailureCode.MODEL_ERROR);
    assertThat(failure.reason())
        .contains("what the task returned is no answer of the model", "shape [1, 1] does not fit");
    assertThat(failed(call(List.of(SCORE, LABEL), null), "SUCCESS", Map.of("score", 1))
            .reason())
        .contains("score");
  }

  @Test
  void exceptions_areToldByTheirClassAndText_lostWorkersAsUnavailable() {
    var call = call(List.of(SCORE), null);
    var thrown =
        Map.of("exc_type", "ValueError", "exc_message", List.of("no", 3), "exc_module", "builtins");
    assertThat(failed(call, "FAILURE", thrown))
        .satisfies(f -> assertThat(f.code()).isEqualTo(FailureCode.MODEL_ERROR))
        .satisfies(f -> assertThat(f.reason()).isEqualTo("the task failed: ValueError: no, 3"));
    var lost = Map.of("exc_type", "WorkerLostError", "exc_message", List.of("gone"));
    assertThat(failed(call, "FAILURE", lost).code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(failed(call, "REJECTED", null).code()).isEqualTo(FailureCode.UNAVAILABLE);
  }

  @Test
  void whatIsNoEnd_isNone_andExpiryIsTheCallersOrTheModels() {
    var call = call(List.of(SCORE), null);
    assertThat(answers.of(call, new ResultMessage("t1", "STARTED", Map.of()))).isNull();
    assertThat(answers.of(call, new ResultMessage("t1", "RETRY", Map.of()))).isNull();
    assertThat(answers.of(call, new ResultMessage("t1", "PROGRESS", 1))).isNull();
    var expired = Map.of("exc_type", "TaskRevokedError", "exc_message", List.of("expired"));
    assertThat(failed(call, "REVOKED", expired))
        .satisfies(f -> assertThat(f.code()).isEqualTo(FailureCode.UNAVAILABLE))
        .satisfies(f -> assertThat(f.reason()).contains("time limit"));
    var hurried = call(List.of(SCORE), NOW.plusSeconds(1));
    assertThat(failed(hurried, "REVOKED", expired).code()).isEqualTo(FailureCode.EXPIRED);
    var revoked = Map.of("exc_type", "TaskRevokedError", "exc_message", List.of("revoked"));
    assertThat(failed(hurried, "REVOKED", revoked).code()).isEqualTo(FailureCode.UNAVAILABLE);
  }

  @Test
  void call_isReadFromTheJournal_asItWasWritten() {
    var call = call(List.of(SCORE), NOW.plusSeconds(1), "score");
    assertThat(Call.read(call.write())).isEqualTo(call);
    assertThat(Call.read(call(List.of(SCORE), null).write()).delivery().expiry())
        .isNull();
  }

  @Test
  void call_endsOnce_andNotBeforeItIsKept() {
    var open = new OpenCall(call(List.of(SCORE), null), false);
    var told = new java.util.ArrayList<String>();
    assertThat(open.end()).isTrue();
    open.onceKept(() -> told.add("first"));
    assertThat(open.end()).isFalse();
    assertThat(told).isEmpty();
    open.kept();
    open.kept();
    assertThat(told).containsExactly("first");
  }
}
