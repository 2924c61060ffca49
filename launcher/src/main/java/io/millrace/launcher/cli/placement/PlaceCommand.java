package io.millrace.launcher.cli.placement;

import io.millrace.model.placement.policy.Mode;
import io.millrace.scheduler.place.ProblemSolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code millrace place}: solves placement problems with nothing running. */
@Command(
    name = "place",
    description = "Solve placement problems in ROHE's form, with nothing running.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "One line of JSON comes out for each problem: the placements of its cycles, and its nodes.",
      "Example: millrace place --mode rohe-compat --problems problems.jsonl"
    })
public final class PlaceCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "exact",
      converter = ModeConverter.class,
      description =
          "exact: as demanded; rohe-compat: as ROHE decides, mistakes included (default: ${DEFAULT-VALUE}).")
  private Mode mode;

  @Option(
      names = "--problems",
      paramLabel = "FILE",
      required = true,
      description = "A problem a line, or an object that holds it as \"problem\".")
  private Path problems;

  @Override
  public Integer call() throws IOException {
    var out = spec.commandLine().getOut();
    try (var lines = Files.newBufferedReader(problems)) {
      int number = 0;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          out.println(solve(line, number));
        }
      }
    } catch (NoSuchFileException e) {
      throw new IOException("%s: no such file".formatted(problems), e);
    } catch (UncheckedIOException e) {
      throw new IOException("%s: %s".formatted(problems, e.getMessage()), e);
    } finally {
      out.flush();
    }
    return 0;
  }

  private String solve(String line, int number) throws IOException {
    try {
      return ProblemSolver.solve(mode, line);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s, line %d: %s".formatted(problems, number, e.getMessage()), e);
    }
  }

  /** Modes by the names people type. */
  static final class ModeConverter implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String value) {
      for (var mode : Mode.values()) {
        if (name(mode).equals(value.toLowerCase(Locale.ROOT))) {
          return mode;
        }
      }
      throw new TypeConversionException("\"%s\" is no mode; there are %s"
          .formatted(
              value, List.of(Mode.values()).stream().map(ModeConverter::name).toList()));
    }

    private static String name(Mode mode) {
      return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
