@NullMarked
package io.millrace.launcher.cli.placement;

import org.jspecify.annotations.NullMarked;
