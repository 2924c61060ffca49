/** Placement from the log: commands in, decisions and the state of pools out. */
@NullMarked
package io.millrace.scheduler.log;

import org.jspecify.annotations.NullMarked;
