/** Filter-and-score placement on heterogeneous nodes. */
@NullMarked
package io.millrace.scheduler;

import org.jspecify.annotations.NullMarked;
