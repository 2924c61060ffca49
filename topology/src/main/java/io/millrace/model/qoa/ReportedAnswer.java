package io.millrace.model.qoa;

import io.millrace.model.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * An answer that an application has reported and whose truth it expects.
 *
 * @param id of the request, by which the truth is told
 * @param time of the report, in milliseconds since 1970
 * @param prediction scores by class ({@code Map<String, ?>}), a number, a text, or a list of them with one for each row
 * @param truth what the answer should have been, where the reporter knows
 * @param within how long after the answer its truth may come, in milliseconds
 * @param regression whether the truth is a number to come near to, and no class
 * @param ownTime whether the application's time was its own, so that {@code time} may be long past
 */
public record ReportedAnswer(
    String application,
    String stage,
    String instance,
    String id,
    long time,
    Object prediction,
    @Nullable String truth,
    long within,
    boolean regression,
    boolean ownTime) {

  /** @throws IllegalArgumentException if a part is missing, the id too long, or a time negative */
  public ReportedAnswer {
    if (time < 0 || within < 0) {
      throw new IllegalArgumentException(
          "time %d and within %d: neither may be negative".formatted(time, within));
    }
    if (id.isEmpty() || id.length() > RequestId.LONGEST) {
      throw new IllegalArgumentException(
          "id: has %d characters, 1 to %d are taken".formatted(id.length(), RequestId.LONGEST));
    }
  }

  /** Where it was given. */
  public Source source() {
    return new Source(application, stage, instance);
  }
}
