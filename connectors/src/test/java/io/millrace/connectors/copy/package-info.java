@NullMarked
package io.millrace.connectors.copy;

import org.jspecify.annotations.NullMarked;
