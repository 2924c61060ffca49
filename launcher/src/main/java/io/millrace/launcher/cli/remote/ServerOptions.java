package io.millrace.launcher.cli.remote;

import io.millrace.launcher.http.Api;
import java.io.PrintWriter;
import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands share that ask a running Millrace. */
public class ServerOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:MILLRACE_SERVER:-http://127.0.0.1:8080}",
      description =
          "Where Millrace answers; MILLRACE_SERVER sets it too (default: ${DEFAULT-VALUE}).")
  private URI server;

  @Option(names = "--json", description = "Print JSON for programs.")
  private boolean json;

  // Not picocli's standard options: their --version is wanted for the version of a model.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  /** Whether output is for programs. */
  public boolean json() {
    return json;
  }

  /** The server that is asked. */
  public Api api() {
    var scheme = server.getScheme();
    if (server.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw wrongCall("--server: \"%s\" is no URL such as http://127.0.0.1:8080".formatted(server));
    }
    return new Api(server);
  }

  /** Where output goes. */
  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Where complaints go. */
  public PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** The call itself is wrong. */
  public ParameterException wrongCall(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
