package io.millrace.launcher;

import io.millrace.launcher.cli.BrokerCommand;
import io.millrace.launcher.cli.CdsTrainingCommand;
import io.millrace.launcher.cli.DemoCommand;
import io.millrace.launcher.cli.DescribeCommand;
import io.millrace.launcher.cli.RunCommand;
import io.millrace.launcher.cli.UpCommand;
import io.millrace.launcher.cli.VersionCommand;
import io.millrace.launcher.cli.bridge.BridgeCommand;
import io.millrace.launcher.cli.placement.AllocationsCommand;
import io.millrace.launcher.cli.placement.ExplainCommand;
import io.millrace.launcher.cli.placement.NodeCommands;
import io.millrace.launcher.cli.placement.PlaceCommand;
import io.millrace.launcher.cli.placement.PolicyCommands;
import io.millrace.launcher.cli.placement.RebalanceCommand;
import io.millrace.launcher.cli.placement.ReplayCommand;
import io.millrace.launcher.cli.placement.ServiceCommands;
import io.millrace.launcher.cli.placement.WhatIfCommand;
import io.millrace.launcher.cli.placement.rohe.AddNodeCommand;
import io.millrace.launcher.cli.placement.rohe.AddServiceCommand;
import io.millrace.launcher.cli.placement.rohe.GetNodeCommand;
import io.millrace.launcher.cli.placement.rohe.GetServiceCommand;
import io.millrace.launcher.cli.placement.rohe.OrchestrationCommand;
import io.millrace.launcher.cli.placement.rohe.RemoveNodeCommand;
import io.millrace.launcher.cli.placement.rohe.StartOrchagentCommand;
import io.millrace.launcher.cli.placement.rohe.StopOrchagentCommand;
import io.millrace.launcher.cli.remote.AccuracyCommand;
import io.millrace.launcher.cli.remote.CompareCommand;
import io.millrace.launcher.cli.remote.ContractsCommand;
import io.millrace.launcher.cli.remote.DeleteAppCommand;
import io.millrace.launcher.cli.remote.DriftCommand;
import io.millrace.launcher.cli.remote.EvaluateCommand;
import io.millrace.launcher.cli.remote.ExpectCommand;
import io.millrace.launcher.cli.remote.FeedbackCommand;
import io.millrace.launcher.cli.remote.ModelsCommand;
import io.millrace.launcher.cli.remote.PlayCommand;
import io.millrace.launcher.cli.remote.PredictCommand;
import io.millrace.launcher.cli.remote.QualityCommand;
import io.millrace.launcher.cli.remote.RegisterAppCommand;
import io.millrace.launcher.cli.remote.StartObsagentCommand;
import io.millrace.launcher.cli.remote.StopObsagentCommand;
import io.millrace.launcher.cli.remote.TopicsCommand;
import io.millrace.launcher.cli.remote.ViolationsCommand;
import io.millrace.launcher.cli.remote.WatchCommand;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
      BridgeCommand.class,
      ModelsCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      ContractsCommand.class,
      ViolationsCommand.class,
      ExpectCommand.class,
      FeedbackCommand.class,
      AccuracyCommand.class,
      QualityCommand.class,
      DriftCommand.class,
      NodeCommands.class,
      ServiceCommands.class,
      AllocationsCommand.class,
      ExplainCommand.class,
      PolicyCommands.class,
      RebalanceCommand.class,
      WhatIfCommand.class,
      ReplayCommand.class,
      PlaceCommand.class,
      TopicsCommand.class,
      WatchCommand.class,
      PlayCommand.class,
      CompareCommand.class,
      RegisterAppCommand.class,
      DeleteAppCommand.class,
      StartObsagentCommand.class,
      StopObsagentCommand.class,
      AddNodeCommand.class,
      AddServiceCommand.class,
      GetNodeCommand.class,
      GetServiceCommand.class,
      RemoveNodeCommand.class,
      StartOrchagentCommand.class,
      StopOrchagentCommand.class,
      OrchestrationCommand.class,
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
        .registerConverter(Instant.class, Main::time)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> main.report(failure, command.getErr()));
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "a time such as 2026-01-31T12:00:00Z is wanted, not \"%s\"".formatted(text));
    }
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
