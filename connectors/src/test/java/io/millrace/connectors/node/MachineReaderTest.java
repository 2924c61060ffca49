package io.millrace.connectors.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.node.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineReaderTest {
  @TempDir
  Path root;

  @BeforeEach
  void machine() throws IOException {
    write("sys/devices/system/cpu/online", "0-3,8\n");
    write("proc/self/status", "Name:\tjava\nCpus_allowed_list:\t1-2,8-9\nThreads:\t3\n");
    write("proc/meminfo", "MemTotal:       24100000 kB\nMemFree:         1000 kB\n");
  }

  private void write(String file, String text) throws IOException {
    var path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** The program prints a file of the test's. */
  private MachineReader reader(String printed) throws IOException {
    write("printed", printed);
    return new MachineReader(
        root, new Accelerators(root, List.of("cat", root.resolve("printed").toString())));
  }

  @Test
  void machine_hasTheCoresThatMayBeUsed_andAllItsMemory() throws IOException {
    var machine = reader("").read();

    assertThat(machine.cores()).containsExactly(1, 2, 8);
    assertThat(machine.memoryBytes()).isEqualTo(24_100_000L * 1024);
    assertThat(machine.accelerators()).isEmpty();
  }

  @Test
  void accelerators_areThoseThatTheProgramLists() throws IOException {
    write("dev/nvidia0", "");
    var printed = """
        0, GPU-5f1b0e5c-0000-1111-2222-333344445555, NVIDIA A100-SXM4-40GB, 40960
        1, GPU-6f1b0e5c-0000-1111-2222-333344445555, NVIDIA GB10, [N/A]
        """;

    assertThat(reader(printed).read().accelerators())
        .containsExactly(
            new Accelerator("nvidia", "0", "NVIDIA A100-SXM4-40GB", 40960L << 20),
            new Accelerator("nvidia", "1", "NVIDIA GB10", 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"No devices were found", "0, GPU-1, name"})
  void withoutTheProgram_deviceFilesAreCounted(String nonsense) throws IOException {
    for (var name : List.of("nvidia10", "nvidia2", "nvidiactl", "nvidia-uvm", "null")) {
      write("dev/" + name, "");
    }
    var byNumber =
        List.of(new Accelerator("nvidia", "2", "", 0), new Accelerator("nvidia", "10", "", 0));

    assertThat(reader(nonsense).read().accelerators()).isEqualTo(byNumber);
    var without = new Accelerators(root, List.of("/no/such/program"));
    assertThat(without.read()).isEqualTo(byNumber);
    assertThat(new Accelerators(root, List.of("false")).read()).isEqualTo(byNumber);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a-b", "1-", "-1", "1,,2"})
  void strangeKernel_isNamed(String cores) throws IOException {
    write("sys/devices/system/cpu/online", cores);

    assertThatThrownBy(() -> reader("").read())
        .isInstanceOf(IOException.class)
        .hasMessage("%s: \"%s\" is no list of numbers"
            .formatted(root.resolve("sys/devices/system/cpu/online"), cores));
  }

  @Test
  void missingLine_isNamed() throws IOException {
    write("proc/meminfo", "MemFree: 1 kB\n");

    assertThatThrownBy(() -> reader("").read())
        .hasMessage("%s has no line MemTotal:".formatted(root.resolve("proc/meminfo")));
  }

  @Test
  void thisMachine_canBeRead() throws IOException {
    var machine = new MachineReader().read();

    assertThat(machine.cores()).hasSize(Runtime.getRuntime().availableProcessors());
    assertThat(machine.memoryBytes()).isGreaterThan(Runtime.getRuntime().maxMemory() / 2);
  }
}
