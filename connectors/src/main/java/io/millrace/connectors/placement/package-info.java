/** Between the log of placement and what runs: decisions to nodes, and what happens there back to the log. */
@NullMarked
package io.millrace.connectors.placement;

import org.jspecify.annotations.NullMarked;
