/** How right predictions were, once the truth is known. */
@NullMarked
package io.millrace.metrics.accuracy;

import org.jspecify.annotations.NullMarked;
