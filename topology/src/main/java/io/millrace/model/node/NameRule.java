package io.millrace.model.node;

/** What names of pools, nodes, services and allocations have in common. */
public final class NameRule {
  private static final int MOST = 253;

  private NameRule() {}

  /** The name, if it is letters, digits and {@code . _ - / : # @}: what people use, without what breaks a label. */
  public static String legal(String what, String name) {
    if (name.isEmpty() || name.length() > MOST || !name.chars().allMatch(NameRule::isLegal)) {
      throw new IllegalArgumentException(
          "%s \"%s\": 1 to %d letters, digits or any of . _ - / : # @"
              .formatted(what, name.length() > MOST ? name.substring(0, MOST) + "…" : name, MOST));
    }
    return name;
  }

  private static boolean isLegal(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "._-/:#@".indexOf(c) >= 0;
  }
}
