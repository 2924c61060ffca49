package io.millrace.connectors.celery.mapping;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.connectors.celery.mapping.MappingRule.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskMappingTest {
  @TempDir
  Path folder;

  @Test
  void defaults_knowTheSeedsTasks() {
    assertThat(kind("predict")).isEqualTo(Kind.PREDICT);
    assertThat(kind("machine-health.predict")).isEqualTo(Kind.PREDICT);
    assertThat(kind("workerA.get_predictions")).isEqualTo(Kind.PREDICTIONS);
    assertThat(kind("get_accuracy")).isEqualTo(Kind.METRIC);
    assertThat(TaskMapping.DEFAULT.find("add")).isNull();
  }

  private static Kind kind(String task) {
    return requireNonNull(TaskMapping.DEFAULT.find(task), task).kind();
  }

  @Test
  void file_goesBeforeTheDefaults() throws IOException {
    Files.writeString(folder.resolve("f.csv"), "a,b\n1,2\n");
    var file = Files.writeString(folder.resolve("tasks.yaml"), """
        tasks:
          - {task: predict, model: m, version: 3, arguments: [row], inputs: {x: row}}
          - {task: report, kind: predictions, dataset: fleet}
        datasets:
          fleet: {model: m, csv: f.csv, label: b, task: regression}
        """);

    var mapping = TaskMapping.read(file);

    var rule = requireNonNull(mapping.find("predict"));
    assertThat(rule.model()).isEqualTo("m");
    assertThat(rule.version()).isEqualTo(3);
    assertThat(rule.arguments()).isEqualTo(List.of("row"));
    assertThat(requireNonNull(mapping.find("report")).kind()).isEqualTo(Kind.PREDICTIONS);
    assertThat(requireNonNull(mapping.datasets().get("fleet")).regression()).isTrue();
    assertThat(requireNonNull(mapping.find("get_accuracy")).kind()).isEqualTo(Kind.METRIC);
  }

  @Test
  void wrongFiles_areToldWithTheirName() throws IOException {
    refused("tasks: [{task: a, kind: guess}]", "task \"a\": kind \"guess\" is none of");
    refused("tasks: [{model: m}]", "a rule names none");
    refused("datasets: {d: {model: m, csv: nowhere.csv}}", "nowhere.csv: no such file");
    refused("tasks: [", "tasks.yaml");
  }

  private void refused(String text, String message) throws IOException {
    var file = Files.writeString(folder.resolve("tasks.yaml"), text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskMapping.read(file))
        .withMessageContaining(message)
        .withMessageContaining("tasks.yaml");
  }
}
