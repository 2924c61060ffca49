@NullMarked
package io.millrace.metrics.drift.change;

import org.jspecify.annotations.NullMarked;
