package io.millrace.metrics.window;

/**
 * One value of one metric as a source told it.
 *
 * @param instance of the stage; empty where the source names none
 * @param value NaN and infinite ones are counted as missing
 * @param eventTimeMillis when it was measured, in milliseconds since 1970, by the source's clock
 */
public record Sample(
    String application,
    String stage,
    String instance,
    String metric,
    double value,
    long eventTimeMillis) {
  /** The longest name, in characters. */
  public static final int LONGEST_NAME = 1024;

  /** The end of the year 9999. */
  public static final long LATEST = 253_402_300_799_999L;

  public Sample {
    name("application", application);
    name("stage", stage);
    name("instance", instance);
    name("metric", metric);
    if (application.isEmpty() || metric.isEmpty()) {
      throw new IllegalArgumentException(
          "a sample needs an application (\"%s\") and a metric (\"%s\")"
              .formatted(application, metric));
    }
    if (eventTimeMillis < 0 || eventTimeMillis > LATEST) {
      throw new IllegalArgumentException(
          "event time: %d ms is not within the years 1970 to 9999".formatted(eventTimeMillis));
    }
  }

  private static void name(String what, String name) {
    if (name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("%s: \"%s…\" has %d characters; the longest has %d"
          .formatted(what, name.substring(0, 40), name.length(), LONGEST_NAME));
    }
  }

  /** The series it belongs to. */
  public Series series() {
    return new Series(application, stage, instance, metric);
  }
}
