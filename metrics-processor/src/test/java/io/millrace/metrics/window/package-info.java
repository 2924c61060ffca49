/** Tests. */
@NullMarked
package io.millrace.metrics.window;

import org.jspecify.annotations.NullMarked;
