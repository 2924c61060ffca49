package io.millrace.benchmarks.http;

import io.millrace.benchmarks.Figures;

/**
 * What one measurement came to.
 *
 * @param cpuMicros of the server's process, for each answered call
 */
record Sample(double perSecond, double p50, double p90, double p99, int errors, double cpuMicros) {

  void addTo(Figures figures, String label) {
    figures.add(label, "requests/s", perSecond);
    figures.add(label + " p50", "ms", p50);
    figures.add(label + " p90", "ms", p90);
    figures.add(label + " p99", "ms", p99);
    figures.add(label + " server CPU", "us/request", cpuMicros);
    figures.add(label + " errors", "requests", errors);
  }
}
