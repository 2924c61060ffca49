/** What a consumer was promised, how it is judged, and what is said when it is broken. */
@NullMarked
package io.millrace.model.contract;

import org.jspecify.annotations.NullMarked;
