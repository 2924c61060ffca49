/** Nodes that are Docker engines. */
@NullMarked
package io.millrace.connectors.docker;

import org.jspecify.annotations.NullMarked;
