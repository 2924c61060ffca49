/** A log decided again: to explain, to verify, or under another policy. */
@NullMarked
package io.millrace.scheduler.replay;

import org.jspecify.annotations.NullMarked;
