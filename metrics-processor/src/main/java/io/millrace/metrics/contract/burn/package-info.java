/** Error budgets and how fast they are used up. */
@NullMarked
package io.millrace.metrics.contract.burn;

import org.jspecify.annotations.NullMarked;
