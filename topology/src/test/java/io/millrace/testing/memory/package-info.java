/** What tests leave in memory. */
@NullMarked
package io.millrace.testing.memory;

import org.jspecify.annotations.NullMarked;
