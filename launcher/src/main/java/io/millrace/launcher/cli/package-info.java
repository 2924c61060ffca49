/** One class for each command of the {@code millrace} executable; none holds logic of its own. */
@NullMarked
package io.millrace.launcher.cli;

import org.jspecify.annotations.NullMarked;
