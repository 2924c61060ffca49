/** The model registry's one writer, and the folder that keeps the files. */
@NullMarked
package io.millrace.inference.registry;

import org.jspecify.annotations.NullMarked;
