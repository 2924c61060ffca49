/** How full a traced cluster gets under each policy. */
@NullMarked
package io.millrace.benchmarks.packing;

import org.jspecify.annotations.NullMarked;
