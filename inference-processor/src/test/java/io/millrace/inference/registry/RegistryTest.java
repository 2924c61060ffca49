package io.millrace.inference.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.DataType;
import io.millrace.model.ModelCommand;
import io.millrace.model.ModelFeedback;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.ModelVersion;
import io.millrace.model.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void firstVersion_makesTheRecord_atTheTimeOfTheLog() {
    var record = Registry.apply(null, register("c1", 1, "aa", null), AT);
    assertThat(record.epoch()).isEqualTo(1);
    assertThat(record.versions()).extracting(v -> v.added()).containsExactly(AT);
    assertThat(record.lastCommand().rejection()).isNull();
  }

  @Test
  void versions_standInOrder_whateverOrderTheyCameIn() {
    var record = Registry.apply(null, register("c1", 10, "aa", null), AT);
    record = Registry.apply(record, register("c2", 9, "bb", null), AT);
    assertThat(record.versions()).extracting(v -> v.number().number()).containsExactly(9L, 10L);
    assertThat(record.version(null)).isEqualTo(record.versions().get(1));
  }

  @Test
  void sameVersionWithOtherBytes_isRefused_andChangesNothing() {
    var before = Registry.apply(null, register("c1", 1, "aa", null), AT);
    var after = Registry.apply(before, register("c2", 1, "bb", null), AT);
    assertThat(after.versions()).isEqualTo(before.versions());
    assertThat(after.epoch()).isEqualTo(before.epoch());
    assertThat(after.lastCommand().rejection())
        .isEqualTo("model \"pump\" version 1 is registered with other bytes");
  }

  @Test
  void sameVersionWithTheSameBytes_isAccepted_andChangesNothing() {
    var before = Registry.apply(null, register("c1", 1, "aa", null), AT);
    var after = Registry.apply(before, register("c2", 1, "aa", null), AT.plusSeconds(1));
    assertThat(after.versions()).isEqualTo(before.versions());
    assertThat(after.lastCommand()).isEqualTo(new ModelRecord.Outcome("c2", null));
  }

  @Test
  void otherEpochThanExpected_isRefused() {
    var before = Registry.apply(null, register("c1", 1, "aa", 0L), AT);
    var after = Registry.apply(before, register("c2", 2, "bb", 0L), AT);
    assertThat(after.versions()).hasSize(1);
    assertThat(after.lastCommand().rejection())
        .isEqualTo("model \"pump\" is at epoch 1, the command expects 0");
  }

  @Test
  void feedback_isDeclaredForTheModel_staysWithFurtherVersions_andIsTakenBack() {
    var day = new ModelFeedback(Duration.ofHours(24), false);
    var record = Registry.apply(null, register("c1", 1, "aa", null), AT);
    assertThat(record.feedback()).isNull();
    record = Registry.apply(record, declare("c2", 1, "aa", day), AT);
    assertThat(record.feedback()).isEqualTo(day);
    assertThat(record.epoch()).isEqualTo(2);
    record = Registry.apply(record, register("c3", 2, "bb", null), AT);
    assertThat(record.feedback()).isEqualTo(day);
    var refused = Registry.apply(record, declare("c4", 2, "cc", ModelFeedback.OFF), AT);
    assertThat(refused.feedback()).isEqualTo(day);
    record = Registry.apply(refused, declare("c5", 2, "bb", ModelFeedback.OFF), AT);
    assertThat(record.feedback()).isNull();
    assertThat(record.versions()).hasSize(2);
  }

  @Test
  void inputs_haveTheEpochOfTheirDeclaration_untilTheyAreDeclaredOtherwise() {
    var columns = List.of(new ModelInputs.Column("x", 0, "speed", null, 9.0));
    var wanted = new ModelInputs(0, 100, columns);
    var record = Registry.apply(null, register("c1", 1, "aa", null), AT);
    record = Registry.apply(record, watch("c2", wanted), AT);
    assertThat(record.inputs()).isEqualTo(wanted.since(2));
    record = Registry.apply(record, register("c3", 2, "bb", null), AT);
    var again = Registry.apply(record, watch("c4", wanted), AT);
    assertThat(again.inputs()).isEqualTo(wanted.since(2));
    assertThat(again.epoch()).isEqualTo(3);
    record = Registry.apply(again, watch("c5", new ModelInputs(0, 200, columns)), AT);
    assertThat(record.inputs()).isEqualTo(new ModelInputs(4, 200, columns));
    record = Registry.apply(record, watch("c6", ModelInputs.OFF), AT);
    assertThat(record.inputs()).isNull();
    assertThat(record.epoch()).isEqualTo(5);
  }

  private static ModelCommand watch(String id, ModelInputs inputs) {
    var command = register(id, 1, "aa", null);
    return new ModelCommand(id, command.model(), null, command.version(), null, null, inputs);
  }

  private static ModelCommand declare(
      String id, long version, String sha256, ModelFeedback feedback) {
    var command = register(id, version, sha256, null);
    return new ModelCommand(id, command.model(), null, command.version(), feedback, null, null);
  }

  private static ModelCommand register(
      String id, long version, String sha256, @Nullable Long expectedEpoch) {
    var spec = List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 2)));
    var added = new ModelRecord.Version(
        new ModelVersion(version), sha256, 10, Instant.EPOCH, new ModelSignature(spec, spec, true));
    return new ModelCommand(id, new ModelName("pump"), expectedEpoch, added);
  }
}
