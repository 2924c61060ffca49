package io.millrace.topology.serde.qoa;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Short texts that come again and again, such as names: the same object each time, which saves making it and computing
 * its hash. As many are kept as there are slots; one that falls on another's slot takes its place.
 */
final class Texts {
  private static final int SLOTS = 1 << 12;
  private static final int LONGEST = 64;

  private final @Nullable String[] slots = new @Nullable String[SLOTS];

  /** The parser's text; null if its token is none, or holds half a surrogate pair, or is longer than any name. */
  @Nullable
  String of(JsonParser in) {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      return null;
    }
    int length = in.getStringLength();
    if (length > LONGEST) {
      return wellFormed(in.getString());
    }
    var chars = in.getStringCharacters();
    int from = in.getStringOffset();
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + chars[i];
    }
    int slot = (hash ^ hash >>> 15) & (SLOTS - 1);
    var known = slots[slot];
    if (known != null && known.hashCode() == hash && equals(known, chars, from, length)) {
      return known;
    }
    var text = wellFormed(new String(chars, from, length));
    slots[slot] = text;
    return text;
  }

  private static boolean equals(String text, char[] chars, int from, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != chars[from + i]) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String wellFormed(String text) {
    return isWellFormed(text) ? text : null;
  }

  /** Whether it holds no half of a surrogate pair; whole ones are none of a name's either. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
