@NullMarked
package io.millrace.scheduler.log;

import org.jspecify.annotations.NullMarked;
