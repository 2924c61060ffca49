/** What makes one node better than another, one score a file. */
@NullMarked
package io.millrace.scheduler.score;

import org.jspecify.annotations.NullMarked;
