/** The paths of placement: commands to pools, what is in them, and why. */
@NullMarked
package io.millrace.ingress.placement;

import org.jspecify.annotations.NullMarked;
