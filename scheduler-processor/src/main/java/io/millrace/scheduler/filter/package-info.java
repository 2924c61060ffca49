/** Rules that a node must pass, each with a name and a reason. */
@NullMarked
package io.millrace.scheduler.filter;

import org.jspecify.annotations.NullMarked;
