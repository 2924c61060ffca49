/** Tests of the benchmark of mirrors. */
@NullMarked
package io.millrace.benchmarks.mirror;

import org.jspecify.annotations.NullMarked;
