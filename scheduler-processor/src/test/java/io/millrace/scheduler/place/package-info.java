/** Tests. */
@NullMarked
package io.millrace.scheduler.place;

import org.jspecify.annotations.NullMarked;
