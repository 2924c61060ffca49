package io.millrace.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Generates the data, trains the models, and writes every file that {@link Examples} opens. */
public final class GenerateExamples {
  // A field, because java.util.logging forgets the level of a logger that nobody holds.
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");
  private static final List<Supplier<ExampleFiles>> EXAMPLES =
      List.of(MachineHealth::files, EnergyDemand::files, SensorFusion::files);

  private GenerateExamples() {}

  /**
   * Overwrites the examples under the directory named by the only argument.
   *
   * @throws IOException if a file cannot be written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException(
          "Expected one argument, the target directory, but got %d.".formatted(args.length));
    }
    writeTo(Path.of(args[0]));
  }

  static void writeTo(Path directory) throws IOException {
    TRIBUO.setLevel(Level.WARNING);
    Files.createDirectories(directory);
    for (var example : EXAMPLES) {
      example.get().writeTo(directory);
    }
  }
}
