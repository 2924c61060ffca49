/** What ./millrace bench runs. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
