/** A log of commands decided again. */
@NullMarked
package io.millrace.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
