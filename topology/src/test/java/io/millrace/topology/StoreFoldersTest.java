package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFoldersTest {
  @TempDir
  Path stage;

  private Path store(String task) throws IOException {
    var file = stage.resolve("millrace.x/" + task + "/rocksdb/values/000001.sst");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "values");
  }

  private StoreFolders folders() {
    return new StoreFolders(stage, "millrace.x");
  }

  @Test
  void storesThatWereNotClosed_areRemoved_andNothingElse() throws IOException {
    var store = store("0_12");
    var process =
        Files.writeString(stage.resolve("millrace.x/kafka-streams-process-metadata"), "1");
    folders().prepare();
    assertThat(stage.resolve("millrace.x/0_12")).doesNotExist();
    assertThat(store).doesNotExist();
    assertThat(process).exists();
  }

  @Test
  void closedStores_stay_once() throws IOException {
    var store = store("0_0");
    folders().markClosed();
    folders().prepare();
    assertThat(store).exists();
    folders().prepare();
    assertThat(store).doesNotExist();
  }

  @Test
  void storesInUse_stay() throws IOException {
    var store = store("0_0");
    try (var channel = FileChannel.open(
            stage.resolve("millrace.x/.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      folders().prepare();
    }
    assertThat(store).exists();
  }

  @Test
  void nothingThere_isNoTrouble() {
    folders().prepare();
    assertThat(stage).isEmptyDirectory();
  }
}
