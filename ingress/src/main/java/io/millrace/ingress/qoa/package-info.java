/** Reports of quality over HTTP. */
@NullMarked
package io.millrace.ingress.qoa;

import org.jspecify.annotations.NullMarked;
