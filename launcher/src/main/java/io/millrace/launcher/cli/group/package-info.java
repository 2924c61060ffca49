/** Commands that only gather others. */
@NullMarked
package io.millrace.launcher.cli.group;

import org.jspecify.annotations.NullMarked;
