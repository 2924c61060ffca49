@NullMarked
package io.millrace.metrics.accuracy.join;

import org.jspecify.annotations.NullMarked;
