package io.millrace.scheduler.fold;

import io.millrace.model.placement.Device;
import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.scheduler.pool.Node;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.score.Fragmentation;
import io.millrace.scheduler.score.Supply;
import java.util.List;

/**
 * How full a pool is.
 *
 * @param devices capacity of all devices, in thousandths
 * @param devicesUsed what is used of it, others' use included
 * @param devicesUnusable what typical demands cannot use of what is idle
 * @param waiting instances that find no node
 */
public record PoolUsage(
    int nodes,
    int instances,
    int waiting,
    long millicpu,
    long millicpuUsed,
    long rss,
    long rssUsed,
    long devices,
    long devicesUsed,
    long devicesUnusable) {

  /** @param shapes the demands that are typical */
  static PoolUsage of(Pool pool, List<Shape> shapes) {
    var fragmentation = new Fragmentation(shapes, Supply.IGNORED);
    var nodes = pool.nodes();
    long millicpu =
        nodes.stream().mapToLong(node -> node.spec().capacity().millicpu()).sum();
    long rss = nodes.stream().mapToLong(node -> node.spec().capacity().rss()).sum();
    long devices = nodes.stream()
        .flatMap(node -> node.spec().devices().stream())
        .mapToLong(Device::capacity)
        .sum();
    return new PoolUsage(
        nodes.size(),
        pool.instances().size(),
        pool.services().stream().mapToInt(each -> each.waiting().missing()).sum(),
        millicpu,
        millicpu - nodes.stream().mapToLong(Node::freeMillicpu).sum(),
        rss,
        rss - nodes.stream().mapToLong(Node::freeRss).sum(),
        devices,
        devices - nodes.stream().mapToLong(Node::freeDevices).sum(),
        nodes.stream().mapToLong(fragmentation::unusable).sum());
  }
}
