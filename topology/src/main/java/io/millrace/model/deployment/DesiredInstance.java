package io.millrace.model.deployment;

import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.node.NodeName;

/**
 * An instance that shall run.
 *
 * @param epoch at which it was decided; a newer decision of the same allocation has a later one
 */
public record DesiredInstance(
    InstanceKey key, Epoch epoch, ServiceName service, NodeName node, ContainerSpec container) {}
