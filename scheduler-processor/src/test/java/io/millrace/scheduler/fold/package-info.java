/** Tests. */
@NullMarked
package io.millrace.scheduler.fold;

import org.jspecify.annotations.NullMarked;
