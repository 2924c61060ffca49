/** Reports per second through the metrics stage, beside a copy of them. */
@NullMarked
package io.millrace.benchmarks.reports;

import org.jspecify.annotations.NullMarked;
