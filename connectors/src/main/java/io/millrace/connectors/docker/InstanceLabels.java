package io.millrace.connectors.docker;

import io.millrace.model.deployment.AllocationId;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.Epoch;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.node.PoolName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is written on a container, so that it is found again by who knows nothing. */
record InstanceLabels(InstanceKey key, Epoch epoch) {
  static final String POOL = ContainerSpec.RESERVED + "pool";
  private static final String ALLOCATION = ContainerSpec.RESERVED + "allocation";
  private static final String EPOCH = ContainerSpec.RESERVED + "epoch";
  private static final String SERVICE = ContainerSpec.RESERVED + "service";
  private static final int MOST_OF_A_NAME = 120;

  static Map<String, String> of(DesiredInstance instance) {
    var labels = new HashMap<>(instance.container().labels());
    labels.put(POOL, instance.key().pool().value());
    labels.put(ALLOCATION, instance.key().allocation().value());
    labels.put(EPOCH, instance.epoch().toString());
    labels.put(SERVICE, instance.service().value());
    return labels;
  }

  /** Absent if they are not ours, or someone has changed them. */
  static @Nullable InstanceLabels read(@Nullable Map<String, String> labels) {
    if (labels == null) {
      return null;
    }
    var pool = labels.get(POOL);
    var allocation = labels.get(ALLOCATION);
    var epoch = labels.get(EPOCH);
    if (pool == null || allocation == null || epoch == null) {
      return null;
    }
    try {
      return new InstanceLabels(
          new InstanceKey(new PoolName(pool), new AllocationId(allocation)),
          new Epoch(Long.parseLong(epoch)));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * The name of an instance's container. An engine has each name once, so an instance cannot be there twice, whoever
   * makes it.
   */
  static String name(InstanceKey key) {
    var plain = "millrace." + key.pool() + "." + key.allocation();
    var legal = plain.replaceAll("[^A-Za-z0-9_.-]", "_");
    var cut = legal.length() > MOST_OF_A_NAME ? legal.substring(0, MOST_OF_A_NAME) : legal;
    var exact = key.toString().getBytes(StandardCharsets.UTF_8);
    // A dot in a name would make pool "a.b" and allocation "c" meet pool "a" and allocation "b.c".
    return cut.equals(plain) && key.pool().value().indexOf('.') < 0
        ? plain
        : cut + "." + UUID.nameUUIDFromBytes(exact);
  }
}
