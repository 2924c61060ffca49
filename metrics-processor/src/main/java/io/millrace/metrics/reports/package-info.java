/** Reports as they come, made into reports as they are worked with. */
@NullMarked
package io.millrace.metrics.reports;

import org.jspecify.annotations.NullMarked;
