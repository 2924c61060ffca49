package io.millrace.launcher.pipeline;

import java.util.Objects;

/** The version of this Millrace. */
public final class Version {
  private Version() {}

  /** As the jar's manifest has it; {@code development} where classes run without a jar. */
  public static String current() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
