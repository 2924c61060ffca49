package io.millrace.metrics.window;

import io.millrace.model.qoa.Summary;

/**
 * What a window came to.
 *
 * @param start in milliseconds since 1970, within the window
 * @param end the first millisecond after it
 * @param late values that came too late for their own window while this was the oldest one open
 * @param missing values that were no finite number
 */
public record ClosedWindow(long start, long end, Summary values, long late, long missing) {}
