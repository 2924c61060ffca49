package io.millrace.metrics.application;

import io.millrace.metrics.window.WindowPlan;
import io.millrace.metrics.window.WindowSpec;
import java.util.List;

/**
 * The windows of applications as they are observed: a started observation's own, none while it is stopped, and the usual
 * ones of all other applications. A change counts from the next value on.
 */
public final class ObservedPlan implements WindowPlan {
  private final Observations observations;
  private final List<WindowSpec> usual;

  public ObservedPlan(Observations observations, List<WindowSpec> usual) {
    this.observations = observations;
    this.usual = List.copyOf(usual);
  }

  @Override
  public List<WindowSpec> windows(String application, String metric) {
    var observed = observations.of(application);
    var own = observed == null ? null : observed.windows();
    return own == null ? usual : own;
  }
}
