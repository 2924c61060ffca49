package io.millrace.ingress;

import io.millrace.ingress.infer.ModelIndex;
import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.ModelVersion;
import io.millrace.model.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One model, {@code iris}, in version 1: {@code x} of four floats a row to {@code y}. */
final class FakeModels implements ModelIndex {
  private static final ModelRecord IRIS = new ModelRecord(
      new ModelName("iris"),
      1,
      List.of(new ModelRecord.Version(
          new ModelVersion(1),
          "0".repeat(64),
          10,
          Instant.EPOCH,
          new ModelSignature(
              List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 4))),
              List.of(new TensorSpec("y", DataType.FP32, Shape.of(-1, 4))),
              true))),
      new ModelRecord.Outcome("c", null));

  final AtomicInteger caughtUp = new AtomicInteger();

  @Override
  public List<ModelRecord> all() {
    return List.of(IRIS);
  }

  @Override
  public @Nullable ModelRecord find(ModelName model) {
    return model.equals(IRIS.name()) ? IRIS : null;
  }

  @Override
  public ModelRecord.@Nullable Version version(ModelName model, @Nullable ModelVersion version) {
    var found = find(model);
    return found == null ? null : found.version(version);
  }

  @Override
  public ModelRecord.Version require(ModelName model, @Nullable ModelVersion version) {
    var match = version(model, version);
    if (match == null) {
      throw new InvalidRequestException(
          FailureCode.UNKNOWN_MODEL, "unknown model \"%s\"".formatted(model));
    }
    return match;
  }

  @Override
  public boolean catchUp(Duration timeout) {
    caughtUp.incrementAndGet();
    return true;
  }
}
