/** Values of series, cut into windows of event time and closed by a watermark from outside. Knows nothing of Kafka. */
@NullMarked
package io.millrace.metrics.window;

import org.jspecify.annotations.NullMarked;
