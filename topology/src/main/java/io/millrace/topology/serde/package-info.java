/** How records become bytes on the log, and back. */
@NullMarked
package io.millrace.topology.serde;

import org.jspecify.annotations.NullMarked;
