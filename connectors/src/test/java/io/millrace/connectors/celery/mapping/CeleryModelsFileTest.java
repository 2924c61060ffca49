package io.millrace.connectors.celery.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.ModelVersion;
import io.millrace.model.Shape;
import io.millrace.model.TaskBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CeleryModelsFileTest {
  private static final String TENSORS = """
      inputs: [{name: x, datatype: FP32, shape: [-1, 8]}]
      outputs: [{name: y, datatype: FP32, shape: [-1, 3]}]
      """.indent(4);

  @TempDir
  Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("models.yaml"), text);
  }

  @Test
  void model_isRead_withWhatHoldsByDefault() throws IOException {
    var models = CeleryModelsFile.read(file("""
        models:
          - name: a
            task: score.predict
            inputs: [{name: x, datatype: FP32, shape: [-1, 8]}]
            outputs: [{name: y, datatype: FP32, shape: [-1, 3]}]
          - name: b
            version: 7
            task: other
            queue: gpu
            arguments: keywords
            time-limit: 1500ms
            inputs: [{name: x, datatype: FP32, shape: [-1, 8]}]
            outputs: [{name: y, datatype: FP32, shape: [-1, 3]}]
        """));
    assertThat(models).hasSize(2);
    assertThat(models.get(0).version()).isEqualTo(new ModelVersion(1));
    assertThat(models.get(0).backend())
        .isEqualTo(new TaskBackend("score.predict", "celery", false, Duration.ofSeconds(30)));
    assertThat(models.get(0).signature().inputs().get(0).shape()).isEqualTo(Shape.of(-1, 8));
    assertThat(models.get(1).backend())
        .isEqualTo(new TaskBackend("other", "gpu", true, Duration.ofMillis(1500)));
    var described = models.get(1).described(Instant.EPOCH);
    assertThat(described.sha256()).hasSize(64);
    assertThat(described.sha256())
        .isNotEqualTo(models.get(0).described(Instant.EPOCH).sha256());
  }

  @Test
  void whatCannotBe_isToldWithItsModelAndValue() throws IOException {
    refused("models: []", "no models");
    refused("models:\n  - name: a\n" + TENSORS, "model \"a\": it names no task");
    refused(one("taks: b"), "taks");
    refused(one("time-limit: soon"), "model \"a\": time-limit: \"soon\" is no time");
    refused(one("time-limit: 0s"), "time limit PT0S is not within");
    refused(one("arguments: dict"), "\"dict\" is neither positional nor keywords");
    refused(one("version: 0"), "versions start at 1");
    refused(one("queue: ''"), "a name is empty");
    refused(one("queue: q").replace("FP32", "FP16"), "datatype FP16 has no form");
    refused(one("queue: q").replace("FP32", "float"), "unknown datatype \"float\"");
    refused("models:\n  - name: a\n    task: t\n", "inputs: it names none");
    refused(one("queue: q") + one("queue: q").substring("models:\n".length()), "twice");
    refused("models: [", "models.yaml");
  }

  private static String one(String line) {
    return "models:\n  - name: a\n    task: t\n    %s\n%s".formatted(line, TENSORS);
  }

  private void refused(String text, String reason) throws IOException {
    var file = file(text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CeleryModelsFile.read(file))
        .withMessageContaining(reason)
        .withMessageStartingWith(file.toString());
  }
}
