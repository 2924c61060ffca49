/** A machine that offers itself as a node, and the watch over those that do. */
@NullMarked
package io.millrace.connectors.node;

import org.jspecify.annotations.NullMarked;
