package io.millrace.launcher.play;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record of a file.
 *
 * @param source the file's name, for messages
 * @param line where it begins in the file, from 1
 * @param values texts by column
 */
public record Row(String source, long line, Map<String, String> values) {

  /** The text of a column; null where this row has none, or a blank one. */
  @Nullable
  String text(String column) {
    var text = values.get(column);
    return text == null || text.isBlank() ? null : text.strip();
  }

  /**
   * As {@link #text}, where there has to be one.
   *
   * @throws PlayException if there is none
   */
  String require(String column) {
    var text = text(column);
    if (text != null) {
      return text;
    }
    throw new PlayException(
        values.containsKey(column)
            ? "column \"%s\" is blank".formatted(column)
            : "no column \"%s\"; there are %s"
                .formatted(column, String.join(", ", values.keySet())));
  }

  String place() {
    return "%s line %d".formatted(source, line);
  }
}
