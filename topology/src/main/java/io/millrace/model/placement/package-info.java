/** Nodes, services and allocations of a pool: what placement is about. */
@NullMarked
package io.millrace.model.placement;

import org.jspecify.annotations.NullMarked;
