package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed files are what the code in this module makes, on whatever JDK the tests run. */
class RegenerationTest {
  @TempDir
  static Path fresh;

  @BeforeAll
  static void generate() throws IOException {
    GenerateExamples.main(new String[] {fresh.toString()});
  }

  static List<String> files() {
    return Examples.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  void regenerated_isByteIdenticalToTheCommitted(String file) throws IOException {
    try (var committed = Examples.open(file)) {
      assertThat(fresh.resolve(file)).hasBinaryContent(committed.readAllBytes());
    }
  }

  /** Says how far off a model is, should the bytes ever differ. */
  @ParameterizedTest
  @ValueSource(strings = {"machine-health", "energy-demand", "sensor-fusion"})
  void regenerated_predictsAsTheCommitted(String example) throws IOException, OrtException {
    var rows = CommittedCsv.of(example).features();
    try (var committed = CommittedModel.of(example);
        var regenerated =
            new CommittedModel(Files.readAllBytes(fresh.resolve(example + "/1/model.onnx")))) {
      var expected = committed.run(rows);
      var actual = regenerated.run(rows);
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      expected.forEach((output, values) ->
          assertClose(output, Objects.requireNonNull(actual.get(output)), values));
    }
  }

  @Test
  void everyFile_isWrittenAndNothingElse() throws IOException {
    try (var files = Files.walk(fresh)) {
      assertThat(files
              .filter(Files::isRegularFile)
              .map(file -> fresh.relativize(file).toString()))
          .containsExactlyInAnyOrderElementsOf(Examples.files());
    }
  }

  @Test
  void main_withoutADirectory_isRefused() {
    assertThatThrownBy(() -> GenerateExamples.main(new String[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected one argument, the target directory, but got 0.");
  }

  private static void assertClose(String output, Object actual, Object expected) {
    assertThat(Array.getLength(actual)).as(output).isEqualTo(Array.getLength(expected));
    for (var row = 0; row < Array.getLength(expected); row++) {
      if (expected instanceof float[][] floats) {
        assertThat(((float[][]) actual)[row])
            .as("%s, row %d", output, row)
            .containsExactly(floats[row], within(1e-4f));
      } else {
        assertThat(Array.get(actual, row))
            .as("%s, row %d", output, row)
            .isEqualTo(Array.get(expected, row));
      }
    }
  }
}
