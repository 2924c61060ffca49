/** Applications that report of themselves: who registered them, and how they are observed. */
@NullMarked
package io.millrace.model.application;

import org.jspecify.annotations.NullMarked;
