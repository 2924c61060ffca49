/** One sub-package per outside system. */
@NullMarked
package io.millrace.connectors;

import org.jspecify.annotations.NullMarked;
