/** The names of ROHE's command line for nodes, services and the orchestrator. */
@NullMarked
package io.millrace.launcher.cli.placement.rohe;

import org.jspecify.annotations.NullMarked;
