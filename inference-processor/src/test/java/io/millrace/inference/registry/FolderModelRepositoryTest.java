package io.millrace.inference.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.inference.onnx.TestModels;
import io.millrace.model.DataType;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.port.ModelRefusedException;
import io.millrace.port.ModelRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderModelRepositoryTest {
  private static final ModelName PUMP = new ModelName("pump");
  private static final ModelVersion ONE = new ModelVersion(1);

  @TempDir
  Path folder;

  private FolderModelRepository repository =
      new FolderModelRepository(Path.of("unused"), InstantSource.system());

  @BeforeEach
  void open() {
    repository = new FolderModelRepository(folder.resolve("models"), InstantSource.system());
  }

  @Test
  void keptModel_standsInTritonsLayout() throws Exception {
    var given = TestModels.write(TestModels.doubling("batch", 2), folder.resolve("given.onnx"));
    var version = repository.keep(PUMP, ONE, given);
    assertThat(folder.resolve("models/pump/1/model.onnx")).hasSameBinaryContentAs(given);
    assertThat(version.sizeBytes()).isEqualTo(Files.size(given));
    assertThat(version.sha256()).hasSize(64);
    assertThat(repository.list()).containsExactly(new ModelRepository.Entry(PUMP, ONE));
    assertThat(repository.describe(PUMP, ONE).sha256()).isEqualTo(version.sha256());
  }

  @Test
  void sameBytesAgain_areNoError() throws Exception {
    var given = TestModels.write(TestModels.doubling("batch", 2), folder.resolve("given.onnx"));
    assertThat(repository.keep(PUMP, ONE, given).sha256())
        .isEqualTo(repository.keep(PUMP, ONE, given).sha256());
  }

  @Test
  void otherBytesForAVersion_areAConflict_andTheFirstStay() throws Exception {
    var first = TestModels.write(TestModels.doubling("batch", 2), folder.resolve("first.onnx"));
    var second = TestModels.write(
        TestModels.identity(DataType.FP32, "batch", 2), folder.resolve("second.onnx"));
    repository.keep(PUMP, ONE, first);
    assertThatThrownBy(() -> repository.keep(PUMP, ONE, second))
        .isInstanceOfSatisfying(
            ModelRefusedException.class,
            refused -> assertThat(refused.isConflict()).isTrue())
        .hasMessageContaining("model \"pump\" version 1 is there with other bytes");
    assertThat(repository.file(PUMP, ONE)).hasSameBinaryContentAs(first);
  }

  @Test
  void fileThatIsNoModel_isRefused_andNotKept() throws Exception {
    var given = Files.writeString(folder.resolve("given.onnx"), "no model");
    assertThatThrownBy(() -> repository.keep(PUMP, ONE, given))
        .isInstanceOf(ModelRefusedException.class);
    assertThat(repository.list()).isEmpty();
  }

  @Test
  void foldersThatAreNoModels_areNotListed() throws Exception {
    Files.createDirectories(folder.resolve("models/pump/latest"));
    Files.createDirectories(folder.resolve("models/..hidden/1"));
    Files.createDirectories(folder.resolve("models/pump/2"));
    assertThat(repository.list()).isEmpty();
  }

  @Test
  void whatAKilledProcessHasLeft_isSwept_butNoCopyThatIsUnderWay() throws Exception {
    var incoming = Files.createDirectories(folder.resolve("models/.incoming"));
    var left = Files.writeString(incoming.resolve("left"), "half a model");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    var underWay = Files.writeString(incoming.resolve("under-way"), "half a model");

    repository.keep(
        PUMP, ONE, TestModels.write(TestModels.doubling("batch", 2), folder.resolve("given.onnx")));

    assertThat(left).doesNotExist();
    assertThat(underWay).exists();
  }
}
