/** Decisions a second of the placement core. */
@NullMarked
package io.millrace.benchmarks.placement;

import org.jspecify.annotations.NullMarked;
