/** Wires every stage: the command line, the embedded broker, end-to-end tests. */
@NullMarked
package io.millrace.launcher;

import org.jspecify.annotations.NullMarked;
