/** How often drift is said where there is none, and found where there is. */
@NullMarked
package io.millrace.benchmarks.drift;

import org.jspecify.annotations.NullMarked;
