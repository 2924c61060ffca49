/** Quality of analytics: windows, contracts, drift. */
@NullMarked
package io.millrace.metrics;

import org.jspecify.annotations.NullMarked;
