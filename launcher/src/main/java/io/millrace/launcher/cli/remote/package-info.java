/** The commands that ask a running Millrace. */
@NullMarked
package io.millrace.launcher.cli.remote;

import org.jspecify.annotations.NullMarked;
