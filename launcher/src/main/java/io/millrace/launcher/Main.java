package io.millrace.launcher;

import io.millrace.launcher.cli.BrokerCommand;
import io.millrace.launcher.cli.CdsTrainingCommand;
import io.millrace.launcher.cli.DemoCommand;
import io.millrace.launcher.cli.DescribeCommand;
import io.millrace.launcher.cli.RunCommand;
import io.millrace.launcher.cli.UpCommand;
import io.millrace.launcher.cli.VersionCommand;
import io.millrace.launcher.cli.remote.EvaluateCommand;
import io.millrace.launcher.cli.remote.ModelsCommand;
import io.millrace.launcher.cli.remote.PredictCommand;
import io.millrace.launcher.cli.remote.TopicsCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The executable {@code millrace}: a wrong call ends with 2, a failure with 1 and one message. */
@Command(
    name = "millrace",
    description = "Machine-learning serving on a log.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      DescribeCommand.class,
      UpCommand.class,
      RunCommand.class,
      BrokerCommand.class,
      ModelsCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      TopicsCommand.class,
      VersionCommand.class,
      CdsTrainingCommand.class
    })
public final class Main implements Runnable {
  private static final String LOG_LEVEL = "MILLRACE_LOG";

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print stack traces of failures.")
  private boolean debug;

  private Main() {}

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("demo") && System.getenv(LOG_LEVEL) == null) {
      // A demo is looked at: its output is not to be mixed with a log that tells of nothing wrong.
      System.setProperty(LOG_LEVEL, "warn");
    }
    System.exit(run(args));
  }

  /** Runs one command and returns its exit code; never ends the JVM. */
  public static int run(String... args) {
    return commands().execute(args);
  }

  /** All commands, with their options. */
  static CommandLine commands() {
    var main = new Main();
    return new CommandLine(main)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> main.report(failure, command.getErr()));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private int report(Exception failure, PrintWriter err) {
    var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    err.println("millrace: " + message);
    if (debug) {
      failure.printStackTrace(err);
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
