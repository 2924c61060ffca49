@NullMarked
package io.millrace.connectors.deployer;

import org.jspecify.annotations.NullMarked;
