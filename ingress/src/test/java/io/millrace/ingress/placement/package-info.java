@NullMarked
package io.millrace.ingress.placement;

import org.jspecify.annotations.NullMarked;
