package io.millrace.model;

/** A model's name: a letter or digit, then up to 127 letters, digits, {@code . _ -}. */
public record ModelName(String value) implements Comparable<ModelName> {
  private static final int MOST = 128;

  public ModelName {
    if (!isLegal(value)) {
      throw new InvalidRequestException(
          FailureCode.UNKNOWN_MODEL,
          "\"%s\" is no model name: a letter or digit, then letters, digits, '.', '_' or '-', at most %d"
              .formatted(value.length() > MOST ? value.substring(0, MOST) + "…" : value, MOST));
    }
  }

  // Names become folders of the repository, so nothing that means something in a path may pass.
  private static boolean isLegal(String name) {
    if (name.isEmpty() || name.length() > MOST || !isAlphanumeric(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isAlphanumeric(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  @Override
  public int compareTo(ModelName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
