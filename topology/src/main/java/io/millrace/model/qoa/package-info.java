/** Quality of analytics: what applications report of themselves, and what it comes to, window by window. Knows the JDK only. */
@NullMarked
package io.millrace.model.qoa;

import org.jspecify.annotations.NullMarked;
