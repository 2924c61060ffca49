/** Placement problems and what becomes of them. */
@NullMarked
package io.millrace.scheduler.problem;

import org.jspecify.annotations.NullMarked;
