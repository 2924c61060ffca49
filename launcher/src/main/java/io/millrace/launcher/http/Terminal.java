package io.millrace.launcher.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;

/** Whether somebody is looking on. */
public final class Terminal {
  private static final Path OUTPUT = Path.of("/proc/self/fd/1");
  private static final Path ERRORS = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Whether what goes to standard error is seen on a terminal; Java itself knows that of standard output alone. */
  public static boolean showsErrors() {
    return isTerminal(ERRORS);
  }

  /** Whether what goes to standard output is seen on a terminal. */
  public static boolean showsOutput() {
    return isTerminal(OUTPUT);
  }

  private static boolean isTerminal(Path stream) {
    try {
      var target = Files.readSymbolicLink(stream).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return Ansi.AUTO.enabled(); // no /proc here
    }
  }
}
