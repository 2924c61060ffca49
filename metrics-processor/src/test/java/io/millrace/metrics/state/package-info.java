@NullMarked
package io.millrace.metrics.state;

import org.jspecify.annotations.NullMarked;
