package io.millrace.topology.serde;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Text that must be text: bytes that are no UTF-8 are told apart, not replaced. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /** The text of these bytes; null if they are no UTF-8. */
  static @Nullable String strictly(byte[] bytes, int from, int to) {
    var text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    // The decoder puts the replacement where it found rubbish; the text itself may also hold one.
    return text.indexOf(REPLACEMENT) < 0 || sameBytes(text, bytes, from, to) ? text : null;
  }

  private static boolean sameBytes(String text, byte[] bytes, int from, int to) {
    var encoded = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(encoded, 0, encoded.length, bytes, from, to);
  }

  /** The text, cut where it is too long to stand in a message. */
  static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
