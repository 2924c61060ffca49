@NullMarked
package io.millrace.connectors.memory;

import org.jspecify.annotations.NullMarked;
