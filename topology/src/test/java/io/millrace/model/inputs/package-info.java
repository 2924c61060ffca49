/** Tests. */
@NullMarked
package io.millrace.model.inputs;

import org.jspecify.annotations.NullMarked;
