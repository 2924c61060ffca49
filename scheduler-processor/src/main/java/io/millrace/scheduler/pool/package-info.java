/** The state of a pool, as it is folded: mutable within, records at its boundary. */
@NullMarked
package io.millrace.scheduler.pool;

import org.jspecify.annotations.NullMarked;
