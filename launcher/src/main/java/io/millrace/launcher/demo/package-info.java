/** What {@code millrace demo} sends and shows. */
@NullMarked
package io.millrace.launcher.demo;

import org.jspecify.annotations.NullMarked;
