/** The model registry as everyone but its writer sees it: a view that follows the log, and a way to ask for changes. */
@NullMarked
package io.millrace.topology.registry;

import org.jspecify.annotations.NullMarked;
