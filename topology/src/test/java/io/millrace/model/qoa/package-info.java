/** Tests. */
@NullMarked
package io.millrace.model.qoa;

import org.jspecify.annotations.NullMarked;
