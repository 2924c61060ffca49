/** Commands, decisions and the state of pools as JSON. */
@NullMarked
package io.millrace.topology.serde.placement;

import org.jspecify.annotations.NullMarked;
