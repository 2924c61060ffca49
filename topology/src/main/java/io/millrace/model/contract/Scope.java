package io.millrace.model.contract;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a verdict is about.
 *
 * @param stage null: the whole application
 * @param instance null: all instances of the stage
 */
public record Scope(
    String application, @Nullable String stage, @Nullable String instance) {
  public Scope {
    Objects.requireNonNull(application, "application");
    if (stage == null && instance != null) {
      throw new IllegalArgumentException(
          "instance \"%s\" of application \"%s\" has no stage".formatted(instance, application));
    }
  }

  public static Scope of(String application) {
    return new Scope(application, null, null);
  }

  /** The parts joined by slashes; a slash or percent sign within a part is percent-encoded. */
  @Override
  public String toString() {
    var text = new StringBuilder(escape(application));
    if (stage != null) {
      text.append('/').append(escape(stage));
    }
    if (instance != null) {
      text.append('/').append(escape(instance));
    }
    return text.toString();
  }

  /** A part of an id that is joined by slashes. */
  public static String escape(String part) {
    return part.replace("%", "%25").replace("/", "%2F");
  }
}
