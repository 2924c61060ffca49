/** Plays records of files into a running Millrace, and checks what came of them. */
@NullMarked
package io.millrace.launcher.play;

import org.jspecify.annotations.NullMarked;
