/** Pools as callers see them: what is in them, and who gives them commands. */
@NullMarked
package io.millrace.ingress.pool;

import org.jspecify.annotations.NullMarked;
