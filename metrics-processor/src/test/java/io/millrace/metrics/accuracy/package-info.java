@NullMarked
package io.millrace.metrics.accuracy;

import org.jspecify.annotations.NullMarked;
