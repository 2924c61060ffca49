/** Reports of quality between bytes and records, from all the forms in which probes send them. */
@NullMarked
package io.millrace.topology.serde.qoa;

import org.jspecify.annotations.NullMarked;
