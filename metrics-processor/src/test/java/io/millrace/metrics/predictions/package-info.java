@NullMarked
package io.millrace.metrics.predictions;

import org.jspecify.annotations.NullMarked;
