/** How near the served pipeline comes to what its parts allow: see {@code PipelineBenchmark}. */
@NullMarked
package io.millrace.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
