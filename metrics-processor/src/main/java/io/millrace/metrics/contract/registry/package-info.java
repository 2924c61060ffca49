/** The contract registry: commands in, contracts out. */
@NullMarked
package io.millrace.metrics.contract.registry;

import org.jspecify.annotations.NullMarked;
