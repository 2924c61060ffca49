package io.millrace.launcher.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code millrace cds-training}: does once what users do most. The executable records the classes that this loads and
 * lets later starts take them from an archive, so whatever should start quickly has to happen here.
 */
@Command(
    name = "cds-training",
    hidden = true,
    description = "Load the classes that most commands need.")
public final class CdsTrainingCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    var millrace = Objects.requireNonNull(spec.parent()).commandLine();
    return millrace.execute("demo", "--once");
  }
}
