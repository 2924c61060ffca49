package io.millrace.examples;

import java.io.InputStream;
import java.util.List;

/**
 * The committed example files on the class path: models in the Triton repository layout
 * ({@code <name>/<version>/model.onnx}) and test rows as CSV, target column last. Needs nothing but the JDK.
 */
public final class Examples {
  private static final List<String> FILES = List.of(
      "machine-health/1/model.onnx",
      "machine-health/test.csv",
      "energy-demand/1/model.onnx",
      "energy-demand/test.csv",
      "sensor-fusion/1/model.onnx",
      "sensor-fusion/test.csv");

  private Examples() {}

  /** Every file that {@link #open} knows, such as {@code machine-health/test.csv}. */
  public static List<String> files() {
    return FILES;
  }

  /**
   * Opens one example file; the caller closes the stream.
   *
   * @throws IllegalArgumentException if there is no such file; the message lists those that exist
   */
  public static InputStream open(String file) {
    if (!FILES.contains(file)) {
      throw new IllegalArgumentException(
          "No example file \"%s\".%nMaybe one of: %s.".formatted(file, String.join(", ", FILES)));
    }
    var stream = Examples.class.getResourceAsStream("/examples/" + file);
    if (stream == null) {
      throw new IllegalStateException(
          "The class path lacks examples/%s: this jar is not complete.".formatted(file));
    }
    return stream;
  }
}
