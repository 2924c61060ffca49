package io.millrace.launcher.cli;

import io.millrace.launcher.Main;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code millrace cds-training}: does once what users do most. The executable records the classes that this loads and
 * lets later starts take them from an archive, so whatever should start quickly has to happen here.
 */
@Command(
    name = "cds-training",
    hidden = true,
    description = "Load the classes that most commands need.")
public final class CdsTrainingCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return Main.run("demo", "--once");
  }
}
