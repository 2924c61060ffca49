/** Tests. */
@NullMarked
package io.millrace.benchmarks.placement;

import org.jspecify.annotations.NullMarked;
