package io.millrace.model.placement;

import java.util.ArrayList;
import java.util.List;

/**
 * Amounts of processor and memory: what a node has, what is taken of it, or what one instance
 * demands.
 *
 * @param millicpu thousandths of a processor, all cores together
 * @param rss resident memory in MiB
 * @param vms virtual memory in MiB
 * @param cores thousandths of each core; of a demand: of each core it wants, in no order; empty
 *     where cores are not told apart
 */
public record Resources(long millicpu, long rss, long vms, List<Long> cores) {
  public static final Resources NONE = new Resources(0, 0, 0, List.of());

  private static final int MOST_CORES = 4096;

  public Resources {
    Checks.amount("millicpu", millicpu);
    Checks.amount("rss", rss);
    Checks.amount("vms", vms);
    cores = List.copyOf(cores);
    Checks.within("number of cores", cores.size(), 0, MOST_CORES);
    cores.forEach(core -> Checks.amount("core", core));
  }

  /** Amounts that tell no cores apart. */
  public Resources(long millicpu, long rss, long vms) {
    this(millicpu, rss, vms, List.of());
  }

  /** The first of these in which this exceeds the other, with both amounts; empty where it fits. */
  public List<String> exceeding(Resources other) {
    var over = new ArrayList<String>(1);
    note(over, "millicpu", millicpu, other.millicpu);
    note(over, "rss", rss, other.rss);
    note(over, "vms", vms, other.vms);
    return List.copyOf(over);
  }

  private static void note(List<String> over, String what, long wanted, long there) {
    if (wanted > there) {
      over.add("%s %d > %d".formatted(what, wanted, there));
    }
  }
}
