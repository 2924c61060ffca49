/** Tests. */
@NullMarked
package io.millrace.metrics.inputs;

import org.jspecify.annotations.NullMarked;
