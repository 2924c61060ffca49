package io.millrace.model.node;

import java.time.Instant;

/**
 * A machine offers itself.
 *
 * @param at by the machine's clock
 */
public record NodeAnnouncement(PoolName pool, DeployNode node, Machine machine, Instant at) {}
