/** Registered applications, and the observation of those for which it is started. */
@NullMarked
package io.millrace.metrics.application;

import org.jspecify.annotations.NullMarked;
