package io.millrace.launcher.evaluation;

import static io.millrace.launcher.evaluation.Task.CLASSIFICATION;
import static io.millrace.launcher.evaluation.Task.REGRESSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.topology.serde.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PredictionReadingTest {
  private static final Tensor PROBABILITIES =
      Tensors.floats("probabilities", Shape.of(1, 3), 0.2f, 0.5f, 0.3f);

  static Stream<Arguments> classes() {
    return Stream.of(
        arguments("greatest of a row", PROBABILITIES, "1"),
        arguments("first of equals", Tensors.floats("p", Shape.of(1, 2), 0.5f, 0.5f), "0"),
        arguments("no axis of rows", Tensors.floats("p", Shape.of(2), 0.1f, 0.9f), "1"),
        arguments("a single probability, half", Tensors.floats("p", Shape.of(1, 1), 0.5f), "1"),
        arguments("a single probability, less", Tensors.doubles("p", Shape.of(1), 0.49), "0"),
        arguments("a label", Tensors.longs("label", Shape.of(1), 7), "7"),
        arguments("a label, two axes", Tensors.ints("label", Shape.of(1, 1), 7), "7"),
        arguments("a name", Tensors.strings("label", Shape.of(1), "broken"), "broken"),
        arguments("a number as text", Tensors.strings("label", Shape.of(1), "1.0"), "1"),
        arguments("a boolean", Tensors.booleans("label", Shape.of(1), true), "1"),
        arguments("votes", Tensors.longs("votes", Shape.of(1, 3), 1, 0, 4), "2"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("classes")
  void class_isReadFromOneOutput(String what, Tensor output, String label) {
    assertThat(PredictionReading.read(CLASSIFICATION, List.of(output), 1))
        .containsExactly(Label.parse(label));
  }

  @Test
  void label_winsOverProbabilities_whereverItStands() {
    var outputs = List.of(PROBABILITIES, Tensors.longs("label", Shape.of(1), 2));

    assertThat(PredictionReading.read(CLASSIFICATION, outputs, 1))
        .containsExactly(new Label.Numeric(2));
  }

  @Test
  void batch_hasOnePredictionARow() {
    var output = Tensors.floats("p", Shape.of(3, 2), 1, 0, 0, 1, 1, 0);

    assertThat(PredictionReading.read(CLASSIFICATION, List.of(output), 3))
        .containsExactly(new Label.Numeric(0), new Label.Numeric(1), new Label.Numeric(0));
  }

  @Test
  void number_isTheRealOneOfARow() {
    var outputs = List.of(
        Tensors.longs("bin", Shape.of(1), 3),
        PROBABILITIES,
        Tensors.floats("prediction", Shape.of(1, 1), 4.5f));

    assertThat(PredictionReading.read(REGRESSION, outputs, 1))
        .containsExactly(new Label.Numeric(4.5));
    assertThat(PredictionReading.read(REGRESSION, outputs.subList(0, 2), 1))
        .containsExactly(new Label.Numeric(3));
  }

  @Test
  void noPrediction_saysWhatThereIs() {
    assertThatThrownBy(() -> PredictionReading.read(REGRESSION, List.of(PROBABILITIES), 1))
        .isInstanceOf(PredictionException.class)
        .hasMessage(
            "no output tells one number for each of 1 row: the model answered [probabilities FP32[1, 3]]");
    assertThatThrownBy(() -> PredictionReading.read(CLASSIFICATION, List.of(PROBABILITIES), 2))
        .hasMessageStartingWith("no output tells a class for each of 2 rows");
    assertThatThrownBy(() -> PredictionReading.read(
            CLASSIFICATION, List.of(Tensors.floats("p", Shape.of(1, 2), Float.NaN, 1)), 1))
        .hasMessage("output \"p\" holds NaN");
  }
}
