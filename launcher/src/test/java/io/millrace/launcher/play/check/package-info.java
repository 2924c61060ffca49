@NullMarked
package io.millrace.launcher.play.check;

import org.jspecify.annotations.NullMarked;
