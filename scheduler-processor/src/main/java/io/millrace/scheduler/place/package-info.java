/** Solving placement problems from files, with nothing running. */
@NullMarked
package io.millrace.scheduler.place;

import org.jspecify.annotations.NullMarked;
