@NullMarked
package io.millrace.connectors.quality;

import org.jspecify.annotations.NullMarked;
