/** Contracts, verdicts and violations as JSON: Millrace's own form, and those of QoA4ML and ROHE. */
@NullMarked
package io.millrace.topology.serde.contract;

import org.jspecify.annotations.NullMarked;
