/** What windows came to: asked for, and as they close. */
@NullMarked
package io.millrace.ingress.windows;

import org.jspecify.annotations.NullMarked;
