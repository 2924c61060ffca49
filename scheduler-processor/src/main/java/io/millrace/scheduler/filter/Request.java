package io.millrace.scheduler.filter;

import io.millrace.model.placement.Constraints;
import io.millrace.model.placement.Constraints.Neighbour;
import io.millrace.model.placement.Demand.Accelerator;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.pool.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One instance that looks for a node: what it demands, prepared for looking at many nodes. */
public final class Request {
  private final Pool pool;
  private final Service service;
  private final ServiceSpec spec;
  private final long[] cores;
  private final List<Accelerator> accelerators;
  private final List<Neighbour> apart;
  private final Domains domains;

  private Request(Pool pool, Service service) {
    this.pool = pool;
    this.service = service;
    this.spec = service.spec();
    this.cores = spec.demand().resources().cores().stream()
        .filter(share -> share > 0)
        .sorted(Comparator.reverseOrder())
        .mapToLong(Long::longValue)
        .toArray();
    this.accelerators = spec.demand().accelerators().stream()
        .filter(each -> each.share() > 0)
        .sorted(Comparator.comparingLong(Accelerator::share).reversed())
        .toList();
    this.apart = apart(pool, spec);
    this.domains = Domains.of(pool, spec, apart);
  }

  public static Request of(Pool pool, Service service) {
    return new Request(pool, service);
  }

  /**
   * Being apart is mutual: what keeps apart from this service is not to get it as a neighbour
   * either.
   */
  private static List<Neighbour> apart(Pool pool, ServiceSpec spec) {
    var all = new ArrayList<>(spec.constraints().apart());
    for (var other : pool.keepingApart()) {
      for (var rule : other.spec().constraints().apart()) {
        if (rule.service().equals(spec.id()) && !other.id().equals(spec.id())) {
          all.add(new Neighbour(other.id(), rule.within()));
        }
      }
    }
    return List.copyOf(all);
  }

  public Pool pool() {
    return pool;
  }

  public Service service() {
    return service;
  }

  public ServiceSpec spec() {
    return spec;
  }

  public Constraints constraints() {
    return spec.constraints();
  }

  public long millicpu() {
    return spec.demand().resources().millicpu();
  }

  public long rss() {
    return spec.demand().resources().rss();
  }

  public long vms() {
    return spec.demand().resources().vms();
  }

  /** The largest first. */
  public long[] cores() {
    return cores;
  }

  /** Those with a share, the largest first. */
  public List<Accelerator> accelerators() {
    return accelerators;
  }

  /** How many devices in all, in thousandths. */
  public long deviceShares() {
    long sum = 0;
    for (var accelerator : accelerators) {
      sum += accelerator.share() * accelerator.count();
    }
    return sum;
  }

  List<Neighbour> apart() {
    return apart;
  }

  Domains domains() {
    return domains;
  }

  /** Whether what it may have depends on instances on other nodes than the one looked at. */
  public boolean looksAround() {
    return domains.matter();
  }

  /** Whether it is to be ranked by itself: its rules or scores look at more than its demand. */
  public boolean isSingular() {
    var rules = spec.constraints();
    return looksAround()
        || rules.maxPerNode() > 0
        || !rules.near().isEmpty()
        || !apart.isEmpty()
        || !service.avoided().isEmpty()
        || !service.preferred().isEmpty()
        || pool.slowdowns().concern(spec.id());
  }

  /** Whether a device of this kind will do. */
  public static boolean accepts(Accelerator accelerator, String kind) {
    return accelerator.kinds().isEmpty() || accelerator.kinds().contains(kind);
  }

  /** Whether it wants whole devices only. */
  public static boolean isWhole(Accelerator accelerator) {
    return accelerator.share() == Device.WHOLE;
  }
}
