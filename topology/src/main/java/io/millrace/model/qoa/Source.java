package io.millrace.model.qoa;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Where something was observed: the key of all that follows from reports.
 *
 * <p>A part that a report leaves out, or leaves blank, is {@value #UNKNOWN}.
 */
public record Source(String application, String stage, String instance) {
  /** What stands for a part that is not given. */
  public static final String UNKNOWN = "unknown";

  /** The most characters of each part. */
  public static final int LONGEST_PART = 200;

  private static final String UNRESERVED = "-._~";
  private static final String HEX = "0123456789ABCDEF";
  private static final int SHOWN = 40;

  /** @throws IllegalArgumentException if a part is longer than {@value #LONGEST_PART} characters */
  public Source {
    application = part("application", application);
    stage = part("stage", stage);
    instance = part("instance", instance);
  }

  private static String part(String what, String text) {
    if (text.length() > LONGEST_PART) {
      throw new IllegalArgumentException("%s: longer than %d characters: \"%s\""
          .formatted(what, LONGEST_PART, WellFormed.shortened(text, SHOWN)));
    }
    return text.isBlank() ? UNKNOWN : WellFormed.text(text);
  }

  /** The same application's other place. */
  public Source at(String otherStage, String otherInstance) {
    return new Source(application, otherStage, otherInstance);
  }

  /**
   * The text form, as it keys records: {@code application/stage/instance}, each part percent-encoded as RFC 3986 has it
   * (UTF-8, all but letters, digits and {@code -._~}). Equal sources have equal keys, others have others.
   */
  public String key() {
    var key = new StringBuilder(application.length() + stage.length() + instance.length() + 2);
    encode(application, key);
    encode(stage, key.append('/'));
    encode(instance, key.append('/'));
    return key.toString();
  }

  /** One part as it stands in {@link #key}. */
  static String encoded(String part) {
    var to = new StringBuilder(part.length());
    encode(part, to);
    return to.toString();
  }

  private static void encode(String part, StringBuilder to) {
    int plain = 0;
    while (plain < part.length() && isUnreserved(part.charAt(plain))) {
      plain++;
    }
    to.append(part, 0, plain);
    if (plain == part.length()) {
      return;
    }
    for (byte b : part.substring(plain).getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (isUnreserved(c)) {
        to.append(c);
      } else {
        to.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
      }
    }
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || UNRESERVED.indexOf(c) >= 0;
  }

  /**
   * The source of a key.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static Source ofKey(String key) {
    var parts = key.split("/", -1);
    if (parts.length != 3) {
      throw noKey(key);
    }
    return new Source(decoded(parts[0], key), decoded(parts[1], key), decoded(parts[2], key));
  }

  private static String decoded(String part, String key) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    var bytes = new ByteArrayOutputStream(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      if (i + 2 >= part.length()) {
        throw noKey(key);
      }
      bytes.write(hex(part.charAt(i + 1), key) << 4 | hex(part.charAt(i + 2), key));
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int hex(char c, String key) {
    int digit = Character.digit(c, 16);
    if (digit < 0) {
      throw noKey(key);
    }
    return digit;
  }

  private static IllegalArgumentException noKey(String key) {
    return new IllegalArgumentException("\"%s\" is no key of the form application/stage/instance"
        .formatted(WellFormed.shortened(key, SHOWN)));
  }

  @Override
  public String toString() {
    return key();
  }
}
