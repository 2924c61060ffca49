package io.millrace.connectors.node;

import io.millrace.model.node.Accelerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accelerators of a machine: as NVIDIA's own program lists them, else by their device files. */
final class Accelerators {
  /** Index, UUID, name and memory in MiB of each device, one a line. */
  static final List<String> NVIDIA_SMI = List.of(
      "nvidia-smi", "--query-gpu=index,uuid,name,memory.total", "--format=csv,noheader,nounits");

  private static final Logger LOG = LoggerFactory.getLogger(Accelerators.class);
  private static final String KIND = "nvidia";
  private static final long MIB = 1L << 20;
  private static final int PATIENCE_SECONDS = 20;

  private final Path root;
  private final List<String> program;

  /**
   * @param root stands for {@code /}
   * @param program prints what {@link #NVIDIA_SMI} prints
   */
  Accelerators(Path root, List<String> program) {
    this.root = root;
    this.program = List.copyOf(program);
  }

  List<Accelerator> read() throws IOException {
    var files = deviceFiles();
    if (files.isEmpty()) {
      return List.of();
    }
    try {
      return parse(printed());
    } catch (IOException | IllegalArgumentException e) {
      // Without the program there are no names and no memory, but containers can have the devices
      // all the same.
      LOG.warn(
          "{} cannot be asked, so only the numbers of devices are known: {}",
          program.get(0),
          e.getMessage());
      return files;
    }
  }

  static List<Accelerator> parse(String printed) {
    var found = new ArrayList<Accelerator>();
    for (var line : printed.lines().filter(text -> !text.isBlank()).toList()) {
      var fields = line.split(",", -1);
      if (fields.length != 4 || !fields[0].strip().matches("\\d+")) {
        throw new IllegalArgumentException("a device is listed as \"%s\"".formatted(line));
      }
      found.add(new Accelerator(KIND, fields[0].strip(), fields[2].strip(), memory(fields[3])));
    }
    return found;
  }

  // Some devices share the machine's memory and say [N/A].
  private static long memory(String mebibytes) {
    var text = mebibytes.strip();
    return text.matches("\\d{1,12}") ? Long.parseLong(text) * MIB : 0;
  }

  private List<Accelerator> deviceFiles() throws IOException {
    var folder = root.resolve("dev");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("nvidia\\d{1,4}"))
          .map(name -> Integer.parseInt(name.substring(KIND.length())))
          .sorted(Comparator.naturalOrder())
          .map(number -> new Accelerator(KIND, String.valueOf(number), "", 0))
          .toList();
    }
  }

  private String printed() throws IOException {
    var process = new ProcessBuilder(program)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    try {
      process.getOutputStream().close();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("%s failed: %s".formatted(program.get(0), text.strip()));
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("%s was interrupted".formatted(program.get(0)), e);
    } finally {
      process.destroyForcibly();
    }
  }
}
