/** Makes what runs on the nodes equal to what was decided, whatever kind of nodes they are. */
@NullMarked
package io.millrace.connectors.deployer;

import org.jspecify.annotations.NullMarked;
