/** A pool's state as it is stored: folding goes on from it as if it had never stopped. */
@NullMarked
package io.millrace.model.placement.state;

import org.jspecify.annotations.NullMarked;
