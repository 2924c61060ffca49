@NullMarked
package io.millrace.ingress.feed;

import org.jspecify.annotations.NullMarked;
