/** The HTTP ingress: Open Inference Protocol over WebFlux. */
@NullMarked
package io.millrace.ingress;

import org.jspecify.annotations.NullMarked;
