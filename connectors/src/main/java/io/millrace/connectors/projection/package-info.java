/** Carries committed records of the log to a place outside it, at least once, and waits while that place is away. */
@NullMarked
package io.millrace.connectors.projection;

import org.jspecify.annotations.NullMarked;
