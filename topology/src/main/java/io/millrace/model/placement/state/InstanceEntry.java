package io.millrace.model.placement.state;

import io.millrace.model.placement.Allocation;

/** @param ousted whether it has to leave its node although the node is ready */
public record InstanceEntry(Allocation allocation, boolean ousted) {}
