package io.millrace.connectors.placement;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Allocation.State;
import io.millrace.model.placement.Container;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.state.InstanceEntry;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.model.placement.state.PoolHeader;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.model.placement.state.ServiceEntry;
import io.millrace.model.placement.state.ServiceEntry.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records of pools. */
final class Pools {
  static final String POOL = "default";

  private Pools() {}

  static PoolRecord head(long epoch) {
    return new PoolRecord.Head(POOL, new PoolHeader(9, epoch, 3, true, 0));
  }

  static NodeSpec spec(String id, String address) {
    return new NodeSpec(
        id,
        id,
        address,
        new TreeMap<>(),
        List.of(),
        new Resources(4000, 1000, 0),
        Resources.NONE,
        List.of());
  }

  static PoolRecord node(String id, String address, NodeState state) {
    return new PoolRecord.Node(POOL, new NodeEntry(1, spec(id, address), state));
  }

  static ServiceSpec service(String id, String image) {
    return new ServiceSpec(id, 1, new Demand(new Resources(500, 64, 0)))
        .withContainer(Container.of(image));
  }

  static PoolRecord service(long revision, Waiting waiting, ServiceSpec... revisions) {
    var all = new ArrayList<ServiceEntry.Revision>();
    for (var spec : revisions) {
      all.add(new ServiceEntry.Revision(all.size() + 1, spec));
    }
    return new PoolRecord.Service(
        POOL,
        new ServiceEntry(
            1,
            revisions[revisions.length - 1],
            revision,
            all,
            1,
            waiting.missing() > 0 ? Map.of("n1", "it failed here") : Map.of(),
            List.of(),
            waiting));
  }

  static PoolRecord instance(String id, long epoch, String service, long revision, String node) {
    var allocation = new Allocation(
        id,
        epoch,
        service,
        revision,
        node,
        List.of(new Allocation.CoreShare(2, 500)),
        List.of(),
        State.PLACED,
        null);
    return new PoolRecord.Instance(POOL, new InstanceEntry(allocation, false));
  }
}
