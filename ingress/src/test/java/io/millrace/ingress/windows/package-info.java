@NullMarked
package io.millrace.ingress.windows;

import org.jspecify.annotations.NullMarked;
