package io.millrace.launcher.cli.remote;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** One run of a command: its exit code and what it printed. */
record Run(int code, String out, String err) {
  static Run of(Object command, String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = new CommandLine(command)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler((failure, line, parsed) -> {
          line.getErr().print(failure.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        })
        .execute(args);
    return new Run(code, out.toString(), err.toString());
  }
}
