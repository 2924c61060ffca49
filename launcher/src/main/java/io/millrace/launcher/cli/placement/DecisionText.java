package io.millrace.launcher.cli.placement;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Decisions in words. */
final class DecisionText {
  private DecisionText() {}

  static String of(JsonNode decision) {
    return switch (decision.path("type").asString("")) {
      case "placed" ->
        "placed %s on node %s%s"
            .formatted(
                text(decision.path("allocation"), "id"),
                text(decision.path("allocation"), "node"),
                gain(decision.path("gain").asLong(0)));
      case "queued" ->
        "%s of %s wait: %s"
            .formatted(
                decision.path("missing").asInt(),
                text(decision, "service"),
                text(decision, "reason"));
      case "freed" ->
        "freed %s on node %s: %s %s"
            .formatted(
                text(decision, "allocation"),
                text(decision, "node"),
                text(decision, "reason").toLowerCase(Locale.ROOT).replace('_', ' '),
                text(decision, "detail"))
            .strip();
      case "applied" -> text(decision, "what");
      default -> "refused: " + text(decision, "reason");
    };
  }

  private static String gain(long thousandths) {
    return thousandths == 0
        ? ""
        : ", which leaves %.3f devices more to typical demands".formatted(thousandths / 1000.0);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }
}
