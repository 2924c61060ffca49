package io.millrace.connectors.celery.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void arguments_areBoundByPlaceAndByName() {
    var given = Arguments.bind(
        "predict", List.of("features", "model="), List.of(List.of(1)), Map.of("model", "m"));

    assertThat(given.list("features")).isEqualTo(List.of(1));
    assertThat(given.text("model")).isEqualTo("m");
    assertThat(Arguments.bind("f", List.of("a="), List.of(), Map.of()).get("a")).isNull();
  }

  @Test
  void whatDoesNotFit_isToldAsPythonTellsIt() {
    refused(List.of(1), Map.of(), "add() missing 1 required positional argument: 'b'");
    refused(List.of(), Map.of(), "add() missing 2 required positional arguments: 'a' and 'b'");
    refused(List.of(1, 2, 3), Map.of(), "add() takes 2 positional arguments but 3 were given");
    refused(List.of(1, 2), Map.of("c", 3), "add() got an unexpected keyword argument 'c'");
    refused(List.of(1, 2), Map.of("a", 3), "add() got multiple values for argument 'a'");
  }

  private static void refused(List<Object> args, Map<String, Object> kwargs, String message) {
    assertThatExceptionOfType(TaskFailure.class)
        .isThrownBy(() -> Arguments.bind("add", List.of("a", "b"), args, kwargs))
        .satisfies(failure -> {
          assertThat(failure.type().name()).isEqualTo("TypeError");
          assertThat(failure.args()).containsExactly(message);
        });
  }
}
