/** Nodes: how they are named and reached, and what they say about themselves. */
@NullMarked
package io.millrace.model.node;

import org.jspecify.annotations.NullMarked;
