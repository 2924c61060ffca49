/** What came of a command, and why. */
@NullMarked
package io.millrace.model.placement.decision;

import org.jspecify.annotations.NullMarked;
