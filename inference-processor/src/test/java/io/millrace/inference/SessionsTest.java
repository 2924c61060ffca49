package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.millrace.inference.onnx.TestModels;
import io.millrace.inference.registry.FolderModelRepository;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.topology.serde.Tensors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  private static final ModelVersion VERSION = new ModelVersion(1);
  private static final Tensor ROW = Tensors.floats("x", Shape.of(1, 2), 1, 2);

  @TempDir
  private Path folder;

  @Test
  void missingFile_isNotLookedForAgainForEachRequest() {
    var repository = new GatedRepository(new FolderModelRepository(folder, InstantSource.system()));
    try (var sessions = new Sessions(repository)) {
      for (int i = 0; i < 100; i++) {
        assertThatThrownBy(() -> loaded(sessions, new ModelName("gone")))
            .isInstanceOf(InvalidRequestException.class)
            .hasMessageContaining("its file");
      }
      assertThatThrownBy(() -> loaded(sessions, new ModelName("other")))
          .hasMessageContaining("other");
    }
    // Two, unless the machine stood still for seconds.
    assertThat(repository.looks()).isBetween(2, 20);
  }

  @Test
  void idleVersion_isUnloaded_andLoadedAgainWhenAskedFor() throws Exception {
    var name = new ModelName("doubling");
    var models = new RecordedModels(folder).with("doubling", TestModels.doubling("n", 2));
    var repository = new GatedRepository(models.repository);
    try (var sessions = new Sessions(repository)) {
      var first = loaded(sessions, name);
      long later = System.nanoTime() + Duration.ofMinutes(2).toNanos();

      sessions.unloadIdle(later, Duration.ofMinutes(3), (model, version) -> false);
      assertThat(loaded(sessions, name)).isSameAs(first);
      sessions.unloadIdle(later, Duration.ofMinutes(1), (model, version) -> true);
      assertThat(loaded(sessions, name)).isSameAs(first);

      sessions.unloadIdle(later, Duration.ofMinutes(1), (model, version) -> false);
      assertThatThrownBy(() -> first.model().run(List.of(List.of(ROW))))
          .isInstanceOf(OrtException.class)
          .hasMessageContaining("unloaded");
      assertThat(loaded(sessions, name).model().run(List.of(List.of(ROW)))).hasSize(1);
    }
    assertThat(repository.looks()).isEqualTo(2);
  }

  @Test
  void versionThatRuns_isNotUnloaded_andNobodyEntersOneThatIs() throws Exception {
    var name = new ModelName("doubling");
    var models = new RecordedModels(folder).with("doubling", TestModels.doubling("n", 2));
    try (var sessions = new Sessions(models.repository)) {
      var session = loaded(sessions, name);
      long later = System.nanoTime() + Duration.ofMinutes(2).toNanos();

      assertThat(session.enter()).isTrue();
      sessions.unloadIdle(later, Duration.ofMinutes(1), (model, version) -> false);
      assertThat(session.model().run(List.of(List.of(ROW)))).hasSize(1);
      session.leave();

      sessions.unloadIdle(later, Duration.ofMinutes(1), (model, version) -> false);
      assertThat(session.enter()).isFalse();
      assertThat(sessions.isReady(name, VERSION)).isFalse();
    }
  }

  private static Session loaded(Sessions sessions, ModelName name) throws Exception {
    try {
      return sessions.load(name, VERSION).session().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof InvalidRequestException reason ? reason : e;
    }
  }
}
