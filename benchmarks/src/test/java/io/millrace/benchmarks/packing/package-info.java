/** Tests. */
@NullMarked
package io.millrace.benchmarks.packing;

import org.jspecify.annotations.NullMarked;
