/** What a prediction over HTTP costs beside a plain echo and beside the log alone: see {@code HttpBenchmark}. */
@NullMarked
package io.millrace.benchmarks.http;

import org.jspecify.annotations.NullMarked;
