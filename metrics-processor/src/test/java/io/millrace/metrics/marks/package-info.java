@NullMarked
package io.millrace.metrics.marks;

import org.jspecify.annotations.NullMarked;
