/** Applications as JSON: as ROHE's files have them, and as they stand on the log. */
@NullMarked
package io.millrace.topology.serde.application;

import org.jspecify.annotations.NullMarked;
