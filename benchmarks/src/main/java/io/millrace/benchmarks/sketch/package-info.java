/** Quantile sketches side by side. */
@NullMarked
package io.millrace.benchmarks.sketch;

import org.jspecify.annotations.NullMarked;
