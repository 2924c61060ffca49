package io.millrace.model.qoa;

/**
 * One number of a report.
 *
 * @param value NaN where a number should be and is none
 */
public record Measurement(Category category, String metric, double value) {}
