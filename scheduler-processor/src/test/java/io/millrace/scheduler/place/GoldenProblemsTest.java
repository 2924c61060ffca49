package io.millrace.scheduler.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.policy.Mode;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** ROHE's own decisions on 300 problems, made over and compared field by field. */
class GoldenProblemsTest {
  private static List<String> lines() throws IOException {
    try (var in = GoldenProblemsTest.class.getResourceAsStream("/rohe/problems.jsonl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void roheCompat_decidesAsRoheDid() throws IOException {
    var lines = lines();
    assertThat(lines).hasSize(300);
    var differences = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      var golden = Json.MAPPER.readTree(lines.get(i));
      var ours = Json.MAPPER.readTree(ProblemSolver.solve(Mode.ROHE_COMPAT, lines.get(i)));
      differences.addAll(differences("problem " + i, golden, ours));
    }
    assertThat(differences).isEmpty();
  }

  private static List<String> differences(String where, JsonNode golden, JsonNode ours) {
    var differences = new ArrayList<String>();
    for (var part : List.of("cycles", "nodes")) {
      if (!golden.get(part).equals(ours.get(part))) {
        differences.add(
            "%s, %s: %s instead of %s".formatted(where, part, ours.get(part), golden.get(part)));
      }
    }
    return differences;
  }
}
