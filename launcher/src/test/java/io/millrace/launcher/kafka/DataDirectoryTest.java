package io.millrace.launcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.launcher.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private static final String PID = Long.toString(ProcessHandle.current().pid());

  @TempDir
  private Path temp;

  @Test
  void directory_isCreatedWithItsFolders() {
    try (var data = DataDirectory.open(temp.resolve("a/b"))) {
      assertThat(data.folder("streams")).isDirectory().hasParent(data.root());
    }
  }

  @Test
  void lockFile_namesItsHolder_andIsEmptyAfterwards() throws IOException {
    var lock = temp.resolve("millrace.lock");
    try (var data = DataDirectory.open(temp)) {
      assertThat(data).hasToString("DataDirectory{" + temp.toRealPath() + "}");
      // Read by another process: reading it here would drop the lock.
      assertThat(ChildJvm.output("cat", lock.toString())).isEqualTo(PID);
    }
    assertThat(lock).isEmptyFile();
  }

  @Test
  void secondInstance_isRefused_andDoesNotUnlockTheFirst() {
    try (var first = DataDirectory.open(temp)) {
      for (var attempt = 1; attempt <= 2; attempt++) {
        assertThatThrownBy(() -> DataDirectory.open(temp.resolve(".")))
            .isInstanceOf(StartupException.class)
            .hasMessageStartingWith(
                "Data directory %s is in use by process %s.", first.root(), PID);
      }
    }
    DataDirectory.open(temp).close();
  }

  @Test
  void fileInTheWay_isTold() throws IOException {
    var file = Files.createFile(temp.resolve("file"));

    assertThatThrownBy(() -> DataDirectory.open(file.resolve("data")))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("Cannot write to data directory " + file.resolve("data"))
        .hasMessageContaining("--data-dir");
  }

  /** Nobody can create files there, not even root. */
  @Test
  void readOnlyDirectory_isTold() {
    assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/self")))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("Cannot write to data directory /proc/self");
  }
}
