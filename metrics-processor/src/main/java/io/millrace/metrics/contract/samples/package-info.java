/** Which values contracts look at, and the way of these to the monitor. */
@NullMarked
package io.millrace.metrics.contract.samples;

import org.jspecify.annotations.NullMarked;
