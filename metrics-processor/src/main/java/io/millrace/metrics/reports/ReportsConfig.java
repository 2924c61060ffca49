package io.millrace.metrics.reports;

/**
 * How the reports topic is read.
 *
 * @param stage whose name dead letters bear
 * @param store that keeps the time reached
 * @param partitions of the reports topic
 * @param toleranceMillis how far a report's own time may be ahead of its record's
 * @param delayMillis how far the time of a partition is behind the time of its newest record, if no report says more
 * @param stepMillis how far the time of a partition goes before the other partitions are told
 * @param maxLetterBytes the largest contents of a dead letter
 * @param maxBundleBytes after so many bytes a bundle is sent
 */
record ReportsConfig(
    String stage,
    String store,
    int partitions,
    long toleranceMillis,
    long delayMillis,
    long stepMillis,
    int maxLetterBytes,
    int maxBundleBytes) {}
