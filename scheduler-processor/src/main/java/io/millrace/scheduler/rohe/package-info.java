/** What ROHE decides, mistakes included. */
@NullMarked
package io.millrace.scheduler.rohe;

import org.jspecify.annotations.NullMarked;
