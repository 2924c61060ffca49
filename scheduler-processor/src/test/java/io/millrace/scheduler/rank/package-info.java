/** Tests. */
@NullMarked
package io.millrace.scheduler.rank;

import org.jspecify.annotations.NullMarked;
