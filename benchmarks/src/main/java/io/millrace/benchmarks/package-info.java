/** What {@code ./millrace bench} runs: a small frame for measuring, and the benchmarks in it. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
