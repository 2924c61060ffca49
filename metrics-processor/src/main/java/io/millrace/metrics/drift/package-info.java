/** Whether values of now differ from those of a reference: tests with a stated false-alarm rate. */
@NullMarked
package io.millrace.metrics.drift;

import org.jspecify.annotations.NullMarked;
