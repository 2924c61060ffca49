/** The quality of what comes in: completeness, errors, values out of range, duplicates. */
@NullMarked
package io.millrace.metrics.quality;

import org.jspecify.annotations.NullMarked;
