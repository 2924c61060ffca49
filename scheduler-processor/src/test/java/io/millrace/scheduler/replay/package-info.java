/** Tests. */
@NullMarked
package io.millrace.scheduler.replay;

import org.jspecify.annotations.NullMarked;
