package io.millrace.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a request truly were, told after the prediction or before it.
 *
 * @param id of the request, as it stands on the log
 * @param model that was asked; null where the sender names none
 * @param version that answered; null where the sender names none
 * @param rows the true class or number of each row of the request, as text
 * @param time at which the truth was found, by its sender's clock; only kept, never counted with. Null where it names none
 */
public record Feedback(
    RequestId id,
    @Nullable ModelName model,
    @Nullable ModelVersion version,
    List<String> rows,
    @Nullable Instant time) {

  /** The longest truth of a row, in characters. */
  public static final int LONGEST_LABEL = 1024;

  public Feedback {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("the truth of \"%s\" has no rows".formatted(id));
    }
    for (var row : rows) {
      if (row.isBlank() || row.length() > LONGEST_LABEL) {
        throw new IllegalArgumentException(
            "a truth of \"%s\" has %d characters; it needs 1 to %d that are not blank"
                .formatted(id, row.length(), LONGEST_LABEL));
      }
    }
  }
}
