package io.millrace.launcher.pipeline;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a process can run. */
public enum Part {
  INGRESS("HTTP to prediction.requests and qoa.reports, prediction.results to HTTP"),
  INFERENCE("prediction.requests to prediction.results, models.commands to models"),
  METRICS("qoa.reports to qoa.windows, prediction.feedback to qoa.accuracy"),
  BRIDGE(
      "Celery's tasks to prediction.requests and back, reports of RabbitMQ's exchanges to qoa.reports"),
  SCHEDULER("allocation.requests to allocation.decisions and allocations"),
  DEPLOYER("allocations to Docker and Kubernetes, reports to allocation.requests"),
  MONGODB("results, registries and qoa topics to collections of MongoDB");

  private final String flow;

  Part(String flow) {
    this.flow = flow;
  }

  /** What goes in and what comes out, for people. */
  public String flow() {
    return flow;
  }

  /** What runs where nothing else is said: everything but what needs a place outside Millrace. */
  public static Set<Part> byDefault() {
    return EnumSet.complementOf(EnumSet.of(BRIDGE, MONGODB));
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
