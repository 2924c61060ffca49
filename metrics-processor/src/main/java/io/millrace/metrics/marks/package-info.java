/** Time on the log where nothing else comes. */
@NullMarked
package io.millrace.metrics.marks;

import org.jspecify.annotations.NullMarked;
