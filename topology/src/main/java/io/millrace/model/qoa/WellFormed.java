package io.millrace.model.qoa;

/** Text as UTF-8 can carry it: JSON may spell half a surrogate pair, which no encoder takes. */
public final class WellFormed {
  private static final char REPLACEMENT = '\uFFFD';

  private WellFormed() {}

  /** The same text, each half of a surrogate pair that stands alone replaced by U+FFFD. */
  public static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints().forEach(point -> clean.appendCodePoint(isLone(point) ? REPLACEMENT : point));
    return clean.toString();
  }

  private static boolean isLone(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  /** The text for a message: well-formed, and cut with an ellipsis after {@code most} characters. */
  public static String shortened(String text, int most) {
    return text(text.length() <= most ? text : text.substring(0, most) + "…");
  }
}
