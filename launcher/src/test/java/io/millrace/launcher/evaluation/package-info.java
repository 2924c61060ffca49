@NullMarked
package io.millrace.launcher.evaluation;

import org.jspecify.annotations.NullMarked;
