/** What came in to a version of a model: how good it was, and whether it is still what it was. */
@NullMarked
package io.millrace.metrics.inputs;

import org.jspecify.annotations.NullMarked;
