@NullMarked
package io.millrace.topology.serde.placement;

import org.jspecify.annotations.NullMarked;
