package io.millrace.model.qoa;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The form in which a report came. */
public enum ReportFormat {
  /** QoA4ML's {@code MLReport}: metrics by stage, metric and instance, and inferences. */
  ML_REPORT,
  /** QoA4ML's {@code RoheReport}, of ensembles: the same with an inference graph and an execution graph. */
  ROHE_REPORT,
  /** QoA4ML's {@code GeneralApplicationReport}: a flat list of metrics. */
  GENERAL_REPORT,
  /** QoA4ML of 2023: bare values under {@code quality}. */
  REPORT_2023,
  /** Fields of the application's own beside its metadata. */
  USER_DEFINED,
  /** QoA4ML's probe of a machine. */
  SYSTEM_PROBE,
  /** QoA4ML's probe of a process. */
  PROCESS_PROBE,
  /** QoA4ML's probe of Docker containers. */
  DOCKER_PROBE,
  /** A metric, inference or request as ROHE's monitoring client sends it. */
  ROHE_MONITOR;

  /** The format's text form, such as {@code ml-report}; null if the text is none. */
  public static @Nullable ReportFormat of(String text) {
    for (var format : values()) {
      if (format.toString().equals(text)) {
        return format;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
