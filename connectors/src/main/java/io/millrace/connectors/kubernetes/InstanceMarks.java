package io.millrace.connectors.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.millrace.model.deployment.AllocationId;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.Epoch;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.ServiceName;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is written on an object, so that it is found again by who knows nothing: labels to select by, and annotations
 * with the exact names, which need not be legal labels.
 */
record InstanceMarks(InstanceKey key, Epoch epoch, ServiceName service, NodeName node) {
  static final String POOL = "millrace.io/pool";
  static final String NODE = "millrace.io/node";
  static final String SERVICE = "millrace.io/service";
  static final String INSTANCE = "millrace.io/instance";
  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String ALLOCATION = "millrace.io/allocation";
  private static final String EPOCH = "millrace.io/epoch";

  static InstanceMarks of(DesiredInstance instance) {
    return new InstanceMarks(instance.key(), instance.epoch(), instance.service(), instance.node());
  }

  /** Absent if they are not ours, or someone has changed them. */
  static @Nullable InstanceMarks read(HasMetadata object) {
    var written = object.getMetadata().getAnnotations();
    if (written == null) {
      return null;
    }
    var pool = written.get(POOL);
    var allocation = written.get(ALLOCATION);
    var epoch = written.get(EPOCH);
    var service = written.get(SERVICE);
    var node = written.get(NODE);
    if (pool == null || allocation == null || epoch == null || service == null || node == null) {
      return null;
    }
    try {
      return new InstanceMarks(
          new InstanceKey(new PoolName(pool), new AllocationId(allocation)),
          new Epoch(Long.parseLong(epoch)),
          new ServiceName(service),
          new NodeName(node));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  String objectName() {
    return KubernetesNames.instance(key);
  }

  String serviceName() {
    return KubernetesNames.service(key.pool(), service);
  }

  /** What an engine would call it: the same name at another epoch is another thing. */
  String handle() {
    return objectName() + "@" + epoch;
  }

  Map<String, String> labels() {
    var labels = new TreeMap<>(serviceLabels());
    labels.put(NODE, KubernetesNames.label(node.value()));
    labels.put(INSTANCE, objectName());
    return labels;
  }

  /** Of what belongs to all instances of a service. */
  Map<String, String> serviceLabels() {
    var labels = new TreeMap<String, String>();
    labels.put(MANAGED_BY, "millrace");
    labels.put(POOL, KubernetesNames.label(key.pool().value()));
    labels.put(SERVICE, KubernetesNames.label(service.value()));
    return labels;
  }

  Map<String, String> annotations() {
    var annotations = new TreeMap<String, String>();
    annotations.put(POOL, key.pool().value());
    annotations.put(ALLOCATION, key.allocation().value());
    annotations.put(EPOCH, epoch.toString());
    annotations.put(SERVICE, service.value());
    annotations.put(NODE, node.value());
    return annotations;
  }
}
