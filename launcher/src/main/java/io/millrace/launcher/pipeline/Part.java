package io.millrace.launcher.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a process can run. */
public enum Part {
  INGRESS("HTTP to prediction.requests and qoa.reports, prediction.results to HTTP"),
  INFERENCE("prediction.requests to prediction.results, models.commands to models");

  private final String flow;

  Part(String flow) {
    this.flow = flow;
  }

  /** What goes in and what comes out, for people. */
  public String flow() {
    return flow;
  }

  public static List<Part> all() {
    return Arrays.asList(values());
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
