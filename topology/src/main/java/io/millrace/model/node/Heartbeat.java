package io.millrace.model.node;

import java.time.Instant;

/**
 * A machine is still there.
 *
 * @param at by the machine's clock
 */
public record Heartbeat(PoolName pool, NodeName node, Instant at) {}
