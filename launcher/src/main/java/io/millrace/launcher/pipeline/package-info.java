/** Wires the stages; {@link io.millrace.launcher.pipeline.Pipeline} is the file to read first. */
@NullMarked
package io.millrace.launcher.pipeline;

import org.jspecify.annotations.NullMarked;
