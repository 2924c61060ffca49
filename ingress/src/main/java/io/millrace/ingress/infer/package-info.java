/** From an infer call to its answer. */
@NullMarked
package io.millrace.ingress.infer;

import org.jspecify.annotations.NullMarked;
