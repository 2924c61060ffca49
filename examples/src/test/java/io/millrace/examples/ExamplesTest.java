package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  @Test
  void everyFile_isOnTheClassPath() throws IOException {
    assertThat(Examples.files()).hasSize(6);
    for (var file : Examples.files()) {
      try (var stream = Examples.open(file)) {
        assertThat(stream.readAllBytes()).as(file).isNotEmpty();
      }
    }
  }

  @Test
  void unknownFile_isRefusedWithTheNamesThatExist() {
    assertThatThrownBy(() -> Examples.open("machine-health/train.csv"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("No example file \"machine-health/train.csv\".")
        .hasMessageContaining(
            "Maybe one of: machine-health/1/model.onnx, machine-health/test.csv, energy-demand/");
  }
}
