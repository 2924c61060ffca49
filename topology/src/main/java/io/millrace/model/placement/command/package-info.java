/** What can change a placement; every command travels on the log. */
@NullMarked
package io.millrace.model.placement.command;

import org.jspecify.annotations.NullMarked;
