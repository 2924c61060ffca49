/** How a container is run. */
@NullMarked
package io.millrace.model.deployment.container;

import org.jspecify.annotations.NullMarked;
