package io.millrace.scheduler.pool;

import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.model.placement.state.PoolChanges;
import io.millrace.model.placement.state.ServiceEntry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Which nodes, services and instances have changed, and which are gone. */
final class Touched {
  private final Kind nodes = new Kind();
  private final Kind services = new Kind();
  private final Kind instances = new Kind();
  private final Set<Shape> demands = new LinkedHashSet<>();
  private boolean knowledge;

  // Nothing is noted before somebody asks for it.
  private boolean kept;

  private final class Kind {
    private final Set<String> changed = new LinkedHashSet<>();
    private final Set<String> gone = new LinkedHashSet<>();

    void changed(String id) {
      if (kept) {
        changed.add(id);
        gone.remove(id);
      }
    }

    void gone(String id) {
      if (kept) {
        changed.remove(id);
        gone.add(id);
      }
    }

    <T> List<T> entries(Function<String, T> entry) {
      return changed.stream().map(entry).toList();
    }

    void clear() {
      changed.clear();
      gone.clear();
    }
  }

  void knowledge() {
    knowledge = true;
  }

  void demand(Shape shape) {
    if (kept) {
      demands.add(shape);
    }
  }

  void node(String id) {
    nodes.changed(id);
  }

  void nodeGone(String id) {
    nodes.gone(id);
  }

  void service(String id) {
    services.changed(id);
  }

  void serviceGone(String id) {
    services.gone(id);
  }

  void instance(String id) {
    instances.changed(id);
  }

  void instanceGone(String id) {
    instances.gone(id);
  }

  /**
   * What has changed since the last call; at the first call everything there is, and from then on
   * changes are noted.
   */
  PoolChanges drain(Pool pool) {
    if (!kept) {
      kept = true;
      knowledge = true;
      pool.demands().demands().forEach(shape -> demand(shape.withWeight(0)));
      pool.nodes().forEach(node -> node(node.id()));
      pool.services().forEach(service -> service(service.id()));
      pool.instances().entries().forEach(entry -> instance(entry.allocation().id()));
    }
    var changes = new PoolChanges(
        pool.header(),
        knowledge ? pool.knowledge() : null,
        demands.stream()
            .map(pool.demands()::asked)
            .filter(shape -> shape.weight() > 0)
            .toList(),
        nodes.entries(id -> nodeEntry(pool, id)),
        List.copyOf(nodes.gone),
        services.entries(id -> serviceEntry(pool, id)),
        List.copyOf(services.gone),
        instances.entries(pool.instances()::entry),
        List.copyOf(instances.gone));
    knowledge = false;
    demands.clear();
    nodes.clear();
    services.clear();
    instances.clear();
    return changes;
  }

  private static NodeEntry nodeEntry(Pool pool, String id) {
    return Objects.requireNonNull(pool.node(id), id).entry();
  }

  private static ServiceEntry serviceEntry(Pool pool, String id) {
    return Objects.requireNonNull(pool.service(id), id).entry();
  }
}
