@NullMarked
package io.millrace.benchmarks.reports;

import org.jspecify.annotations.NullMarked;
