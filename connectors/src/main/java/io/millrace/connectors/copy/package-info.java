/** Selected results on a topic of the user's choice. */
@NullMarked
package io.millrace.connectors.copy;

import org.jspecify.annotations.NullMarked;
