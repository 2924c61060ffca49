/** Commands folded into a pool, one after the other: no clock, no random, fixed order. */
@NullMarked
package io.millrace.scheduler.fold;

import org.jspecify.annotations.NullMarked;
