package io.millrace.model.placement;

import java.util.List;

/** What one instance takes of its node. */
public record Demand(Resources resources, List<Accelerator> accelerators) {
  private static final int MOST_ACCELERATORS = 16;

  public Demand {
    accelerators = List.copyOf(accelerators);
    Checks.within("number of accelerators demanded", accelerators.size(), 0, MOST_ACCELERATORS);
  }

  public Demand(Resources resources) {
    this(resources, List.of());
  }

  /**
   * A share of one or more devices; all accelerators of a demand must be there, each on devices of
   * its own unless one device has room for several.
   *
   * @param kinds any of these will do; empty: any kind at all
   * @param share thousandths of each device; 1000 is a whole one; 0: the kind need not be there
   * @param count how many devices
   */
  public record Accelerator(List<String> kinds, long share, int count) {
    private static final int MOST_DEVICES = 64;

    public Accelerator {
      kinds = List.copyOf(kinds);
      kinds.forEach(kind -> Checks.id("kind", kind));
      Checks.within("share of " + kinds, share, 0, Device.WHOLE);
      Checks.within("count of " + kinds, count, 1, MOST_DEVICES);
    }

    public Accelerator(String kind, long share) {
      this(List.of(kind), share, 1);
    }
  }
}
