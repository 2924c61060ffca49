@NullMarked
package io.millrace.connectors.docker;

import org.jspecify.annotations.NullMarked;
