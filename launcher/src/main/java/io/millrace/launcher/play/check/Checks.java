package io.millrace.launcher.play.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that was compared.
 *
 * @param windows of metrics; null where none were played
 * @param accuracy of answers; null where none were played, or no truth
 */
public record Checks(@Nullable Comparison windows, @Nullable AccuracyComparison accuracy) {
  /** Whether all is as it should be. */
  public boolean agrees() {
    return (windows == null || windows.agrees()) && (accuracy == null || accuracy.agrees());
  }

  /** For people. */
  public String text() {
    return Stream.of(
            windows == null ? null : windows.text(), accuracy == null ? null : accuracy.text())
        .filter(Objects::nonNull)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** For programs. */
  public Map<String, Object> json() {
    var json =
        windows == null ? new LinkedHashMap<String, Object>() : new LinkedHashMap<>(windows.json());
    json.put("agrees", agrees());
    if (accuracy != null) {
      json.put("accuracy", accuracy.json());
    }
    return json;
  }
}
