/** Versioned rules of placement. */
@NullMarked
package io.millrace.model.placement.policy;

import org.jspecify.annotations.NullMarked;
