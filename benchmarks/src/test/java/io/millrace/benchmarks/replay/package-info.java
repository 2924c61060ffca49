/** Tests. */
@NullMarked
package io.millrace.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
