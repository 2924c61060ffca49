package io.millrace.metrics.window;

/**
 * A value on its way into the windows of its series.
 *
 * @param time of the event, in milliseconds since 1970
 * @param value NaN and infinite ones are counted as missing
 * @param passedOn whether another place than the series' own told of it: in a window that has a value of the place
 *     itself, those passed on are not counted
 */
public record Arrival(long time, double value, boolean passedOn) {}
