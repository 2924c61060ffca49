package io.millrace.metrics.anomaly;

import org.jspecify.annotations.Nullable;

/**
 * Something that stands out.
 *
 * @param what in short, such as the name of an expression or feature
 * @param source whose values they are; null where they are those of all
 * @param row its place in the window, from 0; null where it is not one row
 * @param score how much it stands out, as the function measures it
 */
public record Finding(
    String what, @Nullable String source, @Nullable Integer row, double score) {}
