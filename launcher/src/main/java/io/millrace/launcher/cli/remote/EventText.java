package io.millrace.launcher.cli.remote;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Parts of verdicts and violations in words. */
final class EventText {
  private EventText() {}

  /** The application, with the stage and the instance if it is of one. */
  static String scope(JsonNode event) {
    var text = new StringBuilder(event.path("pipeline_id").asString());
    for (var name : new String[] {"stage", "instance"}) {
      if (event.path(name).isString()) {
        text.append('/').append(event.path(name).asString());
      }
    }
    return text.toString();
  }

  /** The bound that the value is to keep, such as {@code <= 0.3}. */
  static String bound(JsonNode event) {
    var value = event.path("threshold_value");
    var operator = event.path("threshold_operator").asString("-");
    return value.isMissingNode()
        ? "-"
        : "%s %s".formatted(operator, value.isNumber() ? number(value) : value);
  }

  /** With four digits after the point at most. */
  static String number(JsonNode number) {
    if (!number.isNumber()) {
      return "-";
    }
    return String.format(Locale.ROOT, "%.4f", number.asDouble()).replaceFirst("\\.?0+$", "");
  }
}
