package io.millrace.model.deployment;

import io.millrace.model.node.PoolName;

/** Which instance: there is at most one on a node with the same key. */
public record InstanceKey(PoolName pool, AllocationId allocation)
    implements Comparable<InstanceKey> {
  @Override
  public int compareTo(InstanceKey other) {
    int byPool = pool.compareTo(other.pool);
    return byPool != 0 ? byPool : allocation.compareTo(other.allocation);
  }

  @Override
  public String toString() {
    return pool + "/" + allocation;
  }
}
