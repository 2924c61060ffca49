/** Nodes that are only in memory, for trials and tests. */
@NullMarked
package io.millrace.connectors.memory;

import org.jspecify.annotations.NullMarked;
