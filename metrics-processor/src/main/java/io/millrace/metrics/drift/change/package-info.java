/** Finds changes in a stream of values, one value at a time. */
@NullMarked
package io.millrace.metrics.drift.change;

import org.jspecify.annotations.NullMarked;
