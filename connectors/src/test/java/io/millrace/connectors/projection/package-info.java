@NullMarked
package io.millrace.connectors.projection;

import org.jspecify.annotations.NullMarked;
