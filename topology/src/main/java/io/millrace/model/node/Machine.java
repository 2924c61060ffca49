package io.millrace.model.node;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a machine has.
 *
 * @param cores the numbers of the cores that may be used
 * @param memoryBytes in all
 */
public record Machine(SortedSet<Integer> cores, long memoryBytes, List<Accelerator> accelerators) {
  public Machine {
    if (cores.isEmpty() || memoryBytes <= 0) {
      throw new IllegalArgumentException(
          "a machine has cores and memory, not %s and %d bytes".formatted(cores, memoryBytes));
    }
    cores = Collections.unmodifiableSortedSet(new TreeSet<>(cores));
    accelerators = List.copyOf(accelerators);
  }

  public static Machine of(
      Collection<Integer> cores, long memoryBytes, List<Accelerator> accelerators) {
    return new Machine(new TreeSet<>(cores), memoryBytes, accelerators);
  }
}
