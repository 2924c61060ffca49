@NullMarked
package io.millrace.connectors.placement;

import org.jspecify.annotations.NullMarked;
