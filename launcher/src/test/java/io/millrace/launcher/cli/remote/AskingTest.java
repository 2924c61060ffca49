package io.millrace.launcher.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.cli.remote.FakeServer.Refusal;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.model.Timings;
import io.millrace.topology.serde.OipJson;
import io.millrace.topology.serde.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict} and {@code evaluate} against a model that takes the greater of x for the class, and refuses 9. */
class AskingTest {
  private static final String MODEL = """
      {"name":"m","versions":["1","2"],"inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],\
      "outputs":[{"name":"p","datatype":"FP32","shape":[-1,2]}]}""";

  @TempDir
  private Path folder;

  private final FakeServer server;

  AskingTest() throws IOException {
    server = new FakeServer();
  }

  @BeforeEach
  void serve() {
    server
        .on("GET /v2/models/m", MODEL)
        .on("POST /v2/models/m/infer", AskingTest::answer)
        .on("POST /v2/models/m/versions/2/infer", AskingTest::answer);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String answer(String body) {
    var request = OipJson.readRequest(body.getBytes(StandardCharsets.UTF_8));
    var values = Tensors.toFloats(request.inputs().get(0));
    if (values[0] == 9) {
      throw new Refusal("nine is too much");
    }
    return answer(
        Objects.requireNonNullElse(request.id(), "none"),
        Tensors.floats("p", Shape.of(values.length / 2, 2), values));
  }

  private static String answer(String id, Tensor output) {
    var answer = new InferenceResult.Answered(
        new RequestId(id),
        new ModelName("m"),
        new ModelVersion(2),
        List.of(output),
        new Timings(0, 0, 0, 1),
        Delivery.JSON);
    return new String(OipJson.writeAnswer(answer), StandardCharsets.UTF_8);
  }

  @Test
  void input_inShort_isAnsweredInATable() {
    assertThat(predict("--input", "{\"x\": [[0.25, 0.75], [1, 0]]}").out().lines())
        .containsExactly("row  p", "  1  [0.25, 0.75]", "  2  [1.0, 0.0]");
  }

  @Test
  void input_inFull_isSentAsItIs() {
    var request = """
        {"id":"mine","inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[0.5,1]}]}""";

    var run = predict("--json", "--input", request);
    assertThat(run.out()).contains("\"id\":\"mine\"").contains("\"data\":[0.5,1");
    assertThat(run.out().lines()).hasSize(1);
    assertThat(server.asked()).containsExactly("POST /v2/models/m/infer");
  }

  @Test
  void wrongInput_isAWrongCall_refusedInputAFailure() {
    assertThat(predict("--input", "{").code()).isEqualTo(2);
    assertThat(predict().code()).isEqualTo(2);
    assertThat(predict("--input", "{}", "--csv", "a").code()).isEqualTo(2);
    assertThat(predict("--input", "{\"y\": [1]}").code()).isEqualTo(1);
    assertThat(predict("--input", "{\"x\": [9, 1]}")).isEqualTo(new Run(1, "", "nine is too much"));
  }

  @Test
  void csv_isOneRequestARow_inOrder() throws IOException {
    var file = file("a,y,b\n0.5,-,1\n2,-,3");

    assertThat(predict("--csv", file, "--label", "y").out().lines())
        .containsExactly("row  p", "  1  [0.5, 1.0]", "  2  [2.0, 3.0]");
    assertThat(predict("--csv", file, "--label", "y", "--json").out().lines()).hasSize(2);
    assertThat(predict("--csv", file).err())
        .endsWith("input x FP32[-1, 2] takes 2 columns, the file has 3: a, y, b");
  }

  @Test
  void evaluation_isExactlyThisJson() throws IOException {
    var run = evaluate(file("a,b,y\n0,1,1\n1,0,1\n5,7,1\n1,0,0"), "--json");

    assertThat(run.out()).isEqualToIgnoringNewLines("""
            {"model":"m","version":2,"rows":4,"metrics":{"accuracy":0.75},"predictions":[\
            {"true":1,"predicted":1},{"true":1,"predicted":0},{"true":1,"predicted":1},{"true":0,"predicted":0}]}""");
    assertThat(run.code()).isZero();
  }

  @Test
  void evaluation_isReadable() throws IOException {
    var run =
        evaluate(file("a,b,y\n0,1,1\n1,0,1\n5,7,1\n1,0,0"), "--rows", "2", "--concurrency", "1");

    assertThat(run.out().replaceAll("p50.*", "p50")).isEqualToNormalizingNewlines("""
            m version 2: 4 rows

            accuracy  0.75

            True  Predicted
               1          1
               1          0
            ... and 2 more

            true \\ predicted  0  1
                           0  1  0
                           1  1  2

            latency p50
            """);
  }

  @Test
  void regression_hasErrors() throws IOException {
    server.on(
        "POST /v2/models/m/versions/2/infer",
        body -> answer("r", Tensors.floats("p", Shape.of(1, 1), 2.5f)));

    assertThat(
            evaluate(file("a,b,y\n0,1,0.5\n1,0,4.5"), "--regression", "--json").out())
        .contains("\"metrics\":{\"rmse\":2.0,\"mae\":2.0}")
        .contains("{\"true\":0.5,\"predicted\":2.5}");
    assertThat(
            evaluate(file("a,b,y\n0,1,1234567\n0,1,0.12345678"), "--regression").out())
        .contains("rmse      872969")
        .contains("1234567        2.5")
        .contains("0.123457        2.5");
  }

  @Test
  void failedRows_areToldOf_andCountedOut() throws IOException {
    var file = file("a,b,y\n0,1,1\n9,0,1");

    var run = evaluate(file);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).startsWith("m version 2: 2 rows, 1 failed").contains("accuracy  1");
    assertThat(run.err().lines())
        .containsExactly(file + " line 3 failed: nine is too much", "1 of 2 rows failed");
    assertThat(evaluate(file, "--keep-going", "--json").code()).isZero();
    assertThat(evaluate(file, "--keep-going", "--json").out()).contains("\"rows\":2,\"failed\":1,");
  }

  @Test
  void nothingAnswered_isAFailure() throws IOException {
    var run = evaluate(file("a,b,y\n9,1,1"), "--keep-going");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).endsWith("none of the 1 rows was answered");
  }

  @Test
  void wrongCell_isToldBeforeAnyCall() throws IOException {
    var file = file("a,b,y\n0,1,1\nx,0,1");

    assertThat(evaluate(file).err()).isEqualTo(file + " line 3 column \"a\": \"x\" is no number");
    assertThat(server.asked()).containsExactly("GET /v2/models/m");
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), text).toString();
  }

  private Run predict(String... args) {
    return run(new PredictCommand(), List.of(args));
  }

  private Run evaluate(String file, String... args) {
    var all = new ArrayList<>(List.of("--data", file, "--label", "y"));
    all.addAll(List.of(args));
    return run(new EvaluateCommand(), all);
  }

  private Run run(Object command, List<String> args) {
    var all = new ArrayList<>(List.of("m", "--server", server.url()));
    all.addAll(args);
    return Run.of(command, all.toArray(String[]::new));
  }
}
