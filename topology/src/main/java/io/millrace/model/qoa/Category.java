package io.millrace.model.qoa;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a metric is about. */
public enum Category {
  /** How the service answers: response time, availability. */
  SERVICE,
  /** How good its data is: completeness, duplicates, image sizes. */
  DATA,
  /** How good its model is: accuracy, confidence. */
  ML,
  /** How safe it is. */
  SECURITY,
  /** What it uses: processors, memory, accelerators. */
  RESOURCE,
  /** What only its users know. */
  CUSTOM;

  /** The category's text form, such as {@code service}; null if the text is none. */
  public static @Nullable Category of(String text) {
    for (var category : values()) {
      if (category.toString().equals(text)) {
        return category;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
