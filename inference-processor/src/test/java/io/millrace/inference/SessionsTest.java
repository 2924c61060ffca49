package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.inference.registry.FolderModelRepository;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.port.ModelRefusedException;
import io.millrace.port.ModelRepository;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  private static final ModelVersion VERSION = new ModelVersion(1);

  @TempDir
  private Path folder;

  @Test
  void missingFile_isNotLookedForAgainForEachRequest() {
    var repository =
        new CountingRepository(new FolderModelRepository(folder, InstantSource.system()));
    try (var sessions = new Sessions(repository)) {
      for (int i = 0; i < 100; i++) {
        assertThatThrownBy(() -> sessions.of(new ModelName("gone"), VERSION))
            .isInstanceOf(InvalidRequestException.class)
            .hasMessageContaining("its file");
      }
      assertThatThrownBy(() -> sessions.of(new ModelName("other"), VERSION))
          .hasMessageContaining("other");
    }
    // Two, unless the machine stood still for seconds.
    assertThat(repository.looks.get()).isBetween(2, 20);
  }

  private record CountingRepository(ModelRepository kept, AtomicInteger looks)
      implements ModelRepository {
    CountingRepository(ModelRepository kept) {
      this(kept, new AtomicInteger());
    }

    @Override
    public ModelRecord.Version keep(ModelName model, ModelVersion version, Path file)
        throws ModelRefusedException {
      return kept.keep(model, version, file);
    }

    @Override
    public List<Entry> list() {
      return kept.list();
    }

    @Override
    public ModelRecord.Version describe(ModelName model, ModelVersion version)
        throws ModelRefusedException {
      return kept.describe(model, version);
    }

    @Override
    public Path file(ModelName model, ModelVersion version) {
      looks.incrementAndGet();
      return kept.file(model, version);
    }
  }
}
