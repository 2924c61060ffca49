/** Contracts judged in the stream of samples. */
@NullMarked
package io.millrace.metrics.contract.monitor;

import org.jspecify.annotations.NullMarked;
