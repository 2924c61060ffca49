package io.millrace.scheduler.filter;

import io.millrace.model.placement.Allocation.CoreShare;
import io.millrace.scheduler.pool.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Demands for shares of cores, each on a core of its own. They fit if, both sorted, each is no more
 * than what is free at its place: whoever exceeds that finds fewer cores that are large enough than
 * there are demands as large.
 */
public final class Cores {
  private Cores() {}

  /** @param wanted the largest first */
  static boolean fit(Node node, long[] wanted) {
    var free = node.sortedCores();
    if (wanted.length > free.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] > free[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Gives each demand, the largest first, the core with the least free that is enough for it; of
   * equal ones that with the lowest number. Every core that is enough for a demand is enough for
   * those that follow, so none of them is left over.
   */
  public static List<CoreShare> choose(Node node, long[] wanted) {
    var shares = new ArrayList<CoreShare>(wanted.length);
    var taken = new boolean[node.cores()];
    for (long share : wanted) {
      int best = -1;
      for (int core = 0; core < taken.length; core++) {
        if (!taken[core]
            && node.freeCore(core) >= share
            && (best < 0 || node.freeCore(core) < node.freeCore(best))) {
          best = core;
        }
      }
      if (best < 0) {
        throw new IllegalStateException("%s has no core with %d free".formatted(node, share));
      }
      taken[best] = true;
      shares.add(new CoreShare(best, share));
    }
    return shares;
  }
}
