package io.millrace.metrics.window;

import java.util.List;

/** Which windows are kept of which metric. Windows that are open go on as they were when the plan changes. */
@FunctionalInterface
public interface WindowPlan {
  /** Without two that are equal. */
  List<WindowSpec> windows(String application, String metric);
}
