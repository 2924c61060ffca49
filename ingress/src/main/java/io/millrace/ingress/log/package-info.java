/** The ingress's side of the log: requests out, replies in. */
@NullMarked
package io.millrace.ingress.log;

import org.jspecify.annotations.NullMarked;
