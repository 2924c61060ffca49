/** Predictions wait for the truth, and the truth for predictions. */
@NullMarked
package io.millrace.metrics.accuracy.join;

import org.jspecify.annotations.NullMarked;
