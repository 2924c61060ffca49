package io.millrace.model.deployment.container;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a container may use.
 *
 * @param cores that it is kept to, by their numbers on the node; empty: any
 */
public record Resources(
    CpuLimit cpu, MemoryLimit memory, SortedSet<Integer> cores, List<DeviceRequest> devices) {
  /** No limits. */
  public static final Resources NONE =
      new Resources(CpuLimit.NONE, MemoryLimit.NONE, new TreeSet<>(), List.of());

  public Resources {
    cores = Collections.unmodifiableSortedSet(new TreeSet<>(cores));
    devices = List.copyOf(devices);
    if (!cores.isEmpty() && cores.first() < 0) {
      throw new IllegalArgumentException("core %d: they count from 0".formatted(cores.first()));
    }
  }

  public static Resources of(CpuLimit cpu, MemoryLimit memory) {
    return new Resources(cpu, memory, new TreeSet<>(), List.of());
  }

  public Resources onCores(Collection<Integer> these) {
    return new Resources(cpu, memory, new TreeSet<>(these), devices);
  }

  public Resources withDevices(DeviceRequest... these) {
    return new Resources(cpu, memory, cores, List.of(these));
  }

  /** Thousandths of a core; 0: no limit. */
  public record CpuLimit(long millis) {
    public static final CpuLimit NONE = new CpuLimit(0);

    public CpuLimit {
      if (millis < 0) {
        throw new IllegalArgumentException(
            "cpu millis %d: it may not be negative".formatted(millis));
      }
    }
  }

  /** Bytes; 0: no limit. */
  public record MemoryLimit(long bytes) {
    public static final MemoryLimit NONE = new MemoryLimit(0);

    public MemoryLimit {
      if (bytes < 0) {
        throw new IllegalArgumentException(
            "memory bytes %d: it may not be negative".formatted(bytes));
      }
    }
  }
}
