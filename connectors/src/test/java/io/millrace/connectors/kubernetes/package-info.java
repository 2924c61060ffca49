@NullMarked
package io.millrace.connectors.kubernetes;

import org.jspecify.annotations.NullMarked;
