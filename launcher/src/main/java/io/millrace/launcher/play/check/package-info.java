/** Compares what a server counted with what a plain pass over the same rows gives. */
@NullMarked
package io.millrace.launcher.play.check;

import org.jspecify.annotations.NullMarked;
