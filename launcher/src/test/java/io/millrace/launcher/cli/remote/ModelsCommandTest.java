package io.millrace.launcher.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.cli.remote.FakeServer.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
  private static final String TENSORS = """
      "inputs":[{"name":"features","datatype":"FP32","shape":[-1,8]}],\
      "outputs":[{"name":"probabilities","datatype":"FP32","shape":[-1,2]}]""";
  private static final String MOTOR =
      "{\"name\":\"motor\",\"versions\":[\"1\",\"3\"],\"platform\":\"onnx_onnxv1\"," + TENSORS
          + "}";
  private static final String PUSHED =
      "{\"name\":\"motor\",\"version\":\"4\"," + TENSORS + ",\"batchable\":true}";

  private final FakeServer server;

  ModelsCommandTest() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void push_saysWhatCanBeAsked(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("model.onnx"), "onnx bytes");
    server.on(
        "POST /v2/repository/models/motor", body -> body.equals("onnx bytes") ? PUSHED : "{}");
    server.on("PUT /v2/repository/models/motor/versions/4", body -> PUSHED);

    var next = run("push", "motor", file.toString());
    assertThat(next.out())
        .isEqualToIgnoringNewLines(
            "motor version 4 can be asked: features FP32[-1, 8] -> probabilities FP32[-1, 2]");
    assertThat(next.code()).isZero();
    assertThat(run("push", "motor", file.toString(), "--version", "4", "--json").out())
        .isEqualToIgnoringNewLines(PUSHED);
    assertThat(server.asked()).contains("PUT /v2/repository/models/motor/versions/4");
  }

  @Test
  void push_thatIsRefused_saysWhy(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("model.onnx"), "bytes");
    server.on("POST /v2/repository/models/motor", body -> {
      throw new Refusal("no ONNX model");
    });

    assertThat(run("push", "motor", file.toString())).isEqualTo(new Run(1, "", "no ONNX model"));
    assertThat(run("push", "motor", folder.resolve("none").toString()).err())
        .endsWith("none: no such file");
    assertThat(run("push", "motor", Files.createFile(folder.resolve("empty")).toString())
            .err())
        .endsWith("empty: the file is empty");
  }

  @Test
  void push_declaresFeedback(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("model.onnx"), "onnx bytes").toString();
    server.on("POST /v2/repository/models/motor?feedback=24h&regression=true", body -> PUSHED);
    assertThat(run("push", "motor", file, "--feedback", "24h", "--regression").code())
        .isZero();
    assertThat(run("push", "motor", file, "--regression").code()).isEqualTo(2);
  }

  @Test
  void list_isATable() {
    server.on("GET /v2/models", "{\"models\":[\"motor\"]}").on("GET /v2/models/motor", MOTOR);

    assertThat(run("list").out().lines())
        .containsExactly(
            "name   versions  newest  inputs                outputs",
            "motor  1, 3           3  features FP32[-1, 8]  probabilities FP32[-1, 2]");
    assertThat(run("list", "--json").out()).isEqualToIgnoringNewLines("[" + MOTOR + "]");
  }

  @Test
  void list_ofNoModels_advises() {
    server.on("GET /v2/models", "{\"models\":[]}");

    assertThat(run("list").out()).startsWith("No models yet.");
    assertThat(run("list", "--json").out()).isEqualToIgnoringNewLines("[]");
  }

  @Test
  void show_isOneModel() {
    server.on("GET /v2/models/motor/versions/1", MOTOR).on("GET /v2/models/motor", MOTOR);

    assertThat(run("show", "motor", "--version", "1").out().lines())
        .containsExactly(
            "motor version 1 of 1, 3",
            "",
            "        name           type  shape",
            "input   features       FP32  [-1, 8]",
            "output  probabilities  FP32  [-1, 2]");
    assertThat(run("show", "motor").out()).startsWith("motor version 3 of");
    assertThat(run("show", "other").err()).isEqualTo("no route for GET /v2/models/other");
  }

  @Test
  void serverThatIsNotThere_isToldOf() {
    server.close();

    assertThat(run("list"))
        .isEqualTo(new Run(
            1,
            "",
            "no Millrace answers at %s.%nMaybe start one with ./millrace up, or set --server / MILLRACE_SERVER"
                .formatted(server.url())));
  }

  @Test
  void answerOfSomethingElse_isToldOf() {
    server.on("GET /v2/models", "<html>");

    assertThat(run("list").err()).contains("did not answer in JSON");
  }

  @Test
  void wrongCall_endsWith2() {
    assertThat(Run.of(new ModelsCommand()).code()).isEqualTo(2);
    assertThat(run("show", "../etc").err()).contains("is no model name");
    assertThat(run("show", "m", "--version", "new").code()).isEqualTo(2);
    assertThat(Run.of(new ModelsCommand(), "list", "--server", "localhost:80").err())
        .contains("is no URL such as");
    assertThat(Run.of(new ModelsCommand(), "push", "--help").out())
        .contains("Example: millrace models push");
  }

  private Run run(String command, String... args) {
    var all = new String[args.length + 3];
    all[0] = command;
    all[1] = "--server";
    all[2] = server.url();
    System.arraycopy(args, 0, all, 3, args.length);
    return Run.of(new ModelsCommand(), all);
  }
}
