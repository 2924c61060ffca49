/** Judging contracts: measurements in, verdicts and violations out; no Kafka, no clock. */
@NullMarked
package io.millrace.metrics.contract;

import org.jspecify.annotations.NullMarked;
