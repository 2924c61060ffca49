package io.millrace.model.placement.state;

/**
 * What changes with every command.
 *
 * @param version how many commands were folded
 * @param epoch of the last placement
 * @param ordinals how many nodes and services were ever added
 * @param active whether it places
 * @param learntFrom how many demands the typical shapes were learnt from
 */
public record PoolHeader(
    long version, long epoch, long ordinals, boolean active, long learntFrom) {}
