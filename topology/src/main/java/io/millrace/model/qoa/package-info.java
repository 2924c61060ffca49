/** Quality of analytics: what applications report of themselves. */
@NullMarked
package io.millrace.model.qoa;

import org.jspecify.annotations.NullMarked;
