/** What the outside must offer; adapters live in the processors and connectors. */
@NullMarked
package io.millrace.port;

import org.jspecify.annotations.NullMarked;
