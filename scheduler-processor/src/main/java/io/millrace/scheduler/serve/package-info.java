/** Services get what they lack, in their turns. */
@NullMarked
package io.millrace.scheduler.serve;

import org.jspecify.annotations.NullMarked;
