@NullMarked
package io.millrace.launcher.rohe;

import org.jspecify.annotations.NullMarked;
