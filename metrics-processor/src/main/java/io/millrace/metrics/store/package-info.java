/** State that is written once a commit instead of once a change. */
@NullMarked
package io.millrace.metrics.store;

import org.jspecify.annotations.NullMarked;
