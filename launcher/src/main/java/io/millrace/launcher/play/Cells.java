package io.millrace.launcher.play;

import io.millrace.model.qoa.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Texts of cells as values. */
final class Cells {
  // As other languages print their dictionaries.
  private static final JsonMapper LENIENT =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

  private Cells() {}

  /**
   * A metric's value. True and false are 1 and 0; what other programs write for no number is none.
   *
   * @throws PlayException if the text is something else
   */
  static Value value(String column, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> Value.of(1);
      case "false" -> Value.of(0);
      case "nan" -> Value.of(Double.NaN);
      case "inf", "+inf", "infinity" -> Value.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity" -> Value.of(Double.NEGATIVE_INFINITY);
      case "null", "none" -> new Value.Invalid("null");
      default -> Value.of(number(column, text));
    };
  }

  private static double number(String column, String text) {
    try {
      return new BigDecimal(text).doubleValue();
    } catch (NumberFormatException e) {
      throw new PlayException("column \"%s\": \"%s\" is no number".formatted(column, shown(text)));
    }
  }

  private static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  /**
   * A prediction: scores by class where the text is an object of numbers, else a label. Of names that are the same in
   * lower case the greatest score counts, so that the best class stays the best.
   */
  static Object prediction(String text, boolean lowerCase) {
    var object = object(text);
    if (object == null) {
      return lowerCase ? text.toLowerCase(Locale.ROOT) : text;
    }
    var scores = new LinkedHashMap<String, Object>();
    object.properties().forEach(field -> {
      if (!field.getValue().isNumber()) {
        throw new PlayException("score of \"%s\": %s is no number"
            .formatted(field.getKey(), shown(field.getValue().toString())));
      }
      var name = lowerCase ? field.getKey().toLowerCase(Locale.ROOT) : field.getKey();
      scores.merge(
          name,
          (Object) field.getValue().doubleValue(),
          (a, b) -> Math.max((Double) a, (Double) b));
    });
    return scores;
  }

  private static @Nullable JsonNode object(String text) {
    if (!text.startsWith("{")) {
      return null;
    }
    try {
      return LENIENT.readTree(text);
    } catch (JacksonException e) {
      throw new PlayException("prediction \"%s\" is no object of scores: %s"
          .formatted(shown(text), e.getOriginalMessage()));
    }
  }
}
