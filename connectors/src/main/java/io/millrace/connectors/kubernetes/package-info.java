/** Nodes that are those of a Kubernetes cluster, reached by its API or by manifests in a folder. */
@NullMarked
package io.millrace.connectors.kubernetes;

import org.jspecify.annotations.NullMarked;
