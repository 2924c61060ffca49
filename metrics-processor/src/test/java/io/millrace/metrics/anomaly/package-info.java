@NullMarked
package io.millrace.metrics.anomaly;

import org.jspecify.annotations.NullMarked;
