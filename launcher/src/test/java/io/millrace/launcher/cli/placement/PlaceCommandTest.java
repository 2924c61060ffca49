package io.millrace.launcher.cli.placement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.Main;
import io.millrace.topology.serde.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class PlaceCommandTest {
  /** Maven runs a module's tests in the module's folder. */
  private static final Path GOLDEN =
      Path.of("../scheduler-processor/src/test/resources/rohe/problems.jsonl");

  @TempDir
  Path folder;

  private static String run(int expected, String... args) {
    var out = System.out;
    var err = System.err;
    var bytes = new ByteArrayOutputStream();
    var both = new PrintStream(bytes, true, UTF_8);
    System.setOut(both);
    System.setErr(both);
    try {
      assertThat(Main.run(args)).isEqualTo(expected);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return bytes.toString(UTF_8);
  }

  private static List<JsonNode> solved(Path problems, String... more) {
    var args = new String[more.length + 3];
    args[0] = "place";
    args[1] = "--problems";
    args[2] = problems.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return run(0, args).lines().map(Json.MAPPER::readTree).toList();
  }

  @Test
  void roheCompat_solvesTheGoldenProblemsAsRoheDid() throws IOException {
    var golden = Files.readAllLines(GOLDEN).stream().map(Json.MAPPER::readTree).toList();
    // The problem alone is a line too.
    var bare = Files.write(
        folder.resolve("bare.jsonl"),
        golden.stream().map(line -> line.get("problem").toString()).toList());

    assertThat(solved(bare, "--mode", "rohe-compat"))
        .hasSize(300)
        .isEqualTo(golden.stream()
            .map(line -> {
              var expected = Json.MAPPER.createObjectNode();
              expected.set("cycles", line.get("cycles"));
              expected.set("nodes", line.get("nodes"));
              return (JsonNode) expected;
            })
            .toList());
  }

  @Test
  void exact_isTheUsualMode() {
    assertThat(solved(GOLDEN))
        .hasSize(300)
        .isEqualTo(solved(GOLDEN, "--mode", "exact"))
        .isNotEqualTo(solved(GOLDEN, "--mode", "rohe-compat"));
  }

  @Test
  void mistakes_nameFileLineAndWhatIsWrong() throws IOException {
    var broken = Files.write(folder.resolve("broken.jsonl"), List.of("", "{\"nodes\": 3}"));
    assertThat(run(1, "place", "--problems", broken.toString())).contains("broken.jsonl, line 2: ");
    assertThat(run(1, "place", "--problems", "missing.jsonl"))
        .contains("missing.jsonl: no such file");
    assertThat(run(2, "place", "--mode", "odd", "--problems", "x"))
        .contains("\"odd\" is no mode; there are [exact, rohe-compat]");
  }
}
