package io.millrace.connectors.node;

import io.millrace.model.node.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads what this machine has from its kernel. */
public final class MachineReader {
  private static final long KIB = 1024;

  private final Path root;
  private final Accelerators accelerators;

  /** This machine. */
  public MachineReader() {
    this(Path.of("/"), new Accelerators(Path.of("/"), Accelerators.NVIDIA_SMI));
  }

  /** @param root stands for {@code /} */
  MachineReader(Path root, Accelerators accelerators) {
    this.root = root;
    this.accelerators = accelerators;
  }

  /** @throws IOException if the kernel does not tell, which names the file that is missing or strange */
  public Machine read() throws IOException {
    return Machine.of(cores(), memory(), accelerators.read());
  }

  // Those that are switched on and that this process may use: in a container, its share.
  private SortedSet<Integer> cores() throws IOException {
    var online = new TreeSet<>(
        numbers("sys/devices/system/cpu/online", text("sys/devices/system/cpu/online")));
    online.retainAll(numbers("proc/self/status", field("proc/self/status", "Cpus_allowed_list:")));
    return online;
  }

  private long memory() throws IOException {
    var total = field("proc/meminfo", "MemTotal:");
    if (!total.matches("\\d{1,15} kB")) {
      throw new IOException(
          "%s: MemTotal is \"%s\"".formatted(root.resolve("proc/meminfo"), total));
    }
    return Long.parseLong(total.substring(0, total.indexOf(' '))) * KIB;
  }

  private SortedSet<Integer> numbers(String file, String list) throws IOException {
    try {
      return NumberList.parse(list);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(root.resolve(file), e.getMessage()), e);
    }
  }

  private String field(String file, String name) throws IOException {
    return text(file)
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow(
            () -> new IOException("%s has no line %s".formatted(root.resolve(file), name)));
  }

  private String text(String file) throws IOException {
    return Files.readString(root.resolve(file));
  }
}
