/** Results as they come, for people and programs that watch. */
@NullMarked
package io.millrace.ingress.feed;

import org.jspecify.annotations.NullMarked;
