/** Quality of analytics: what is measured, window by window. Plain records and sketches; knows the JDK only. */
@NullMarked
package io.millrace.model.qoa;

import org.jspecify.annotations.NullMarked;
