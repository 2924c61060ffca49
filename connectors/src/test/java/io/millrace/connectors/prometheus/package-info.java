@NullMarked
package io.millrace.connectors.prometheus;

import org.jspecify.annotations.NullMarked;
