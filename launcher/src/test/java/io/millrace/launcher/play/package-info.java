@NullMarked
package io.millrace.launcher.play;

import org.jspecify.annotations.NullMarked;
