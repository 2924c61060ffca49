/** Functions that a window's values go through. */
@NullMarked
package io.millrace.metrics.anomaly;

import org.jspecify.annotations.NullMarked;
