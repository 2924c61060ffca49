@NullMarked
package io.millrace.metrics.quality;

import org.jspecify.annotations.NullMarked;
