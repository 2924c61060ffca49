/** All of Millrace on a real broker, as its users meet it. */
@NullMarked
package io.millrace.launcher.e2e;

import org.jspecify.annotations.NullMarked;
