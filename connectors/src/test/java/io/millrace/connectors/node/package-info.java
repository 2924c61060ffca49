@NullMarked
package io.millrace.connectors.node;

import org.jspecify.annotations.NullMarked;
