@NullMarked
package io.millrace.metrics.drift;

import org.jspecify.annotations.NullMarked;
