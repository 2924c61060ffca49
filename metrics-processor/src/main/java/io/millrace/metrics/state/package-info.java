/** The bytes in which state is kept. */
@NullMarked
package io.millrace.metrics.state;

import org.jspecify.annotations.NullMarked;
