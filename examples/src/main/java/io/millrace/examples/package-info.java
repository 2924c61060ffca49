/** The example models and data, and the code that makes them. */
@NullMarked
package io.millrace.examples;

import org.jspecify.annotations.NullMarked;
