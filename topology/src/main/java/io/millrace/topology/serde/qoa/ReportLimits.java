package io.millrace.topology.serde.qoa;

/**
 * What a reader takes; more is refused.
 *
 * @param maxReports in one body
 * @param maxBytes of one report
 * @param maxDepth how deep objects and lists of a report may nest
 * @param maxEntries observations, inferences and nodes of the graph of one report, all counted together
 */
public record ReportLimits(int maxReports, int maxBytes, int maxDepth, int maxEntries) {
  public static final ReportLimits DEFAULTS = new ReportLimits(10_000, 1 << 20, 64, 10_000);

  public ReportLimits {
    if (maxReports < 1 || maxBytes < 1 || maxDepth < 1 || maxEntries < 1) {
      throw new IllegalArgumentException(
          "maxReports, maxBytes, maxDepth, maxEntries: %d, %d, %d, %d: each must be above 0"
              .formatted(maxReports, maxBytes, maxDepth, maxEntries));
    }
  }
}
