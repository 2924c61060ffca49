package io.millrace.launcher.cli.remote;

import io.millrace.launcher.http.Api;
import io.millrace.launcher.play.check.AccuracyComparison;
import io.millrace.launcher.play.check.Checks;
import io.millrace.launcher.play.check.Comparison;
import io.millrace.launcher.play.check.OfflineAccuracy;
import io.millrace.launcher.play.check.OfflinePass;
import io.millrace.launcher.play.check.ServerAccuracy;
import io.millrace.launcher.play.check.ServerWindows;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How what came of a play is compared with the files. */
final class CheckOptions {
  // As the server has them, whatever the windows of metrics are.
  private static final Duration ACCURACY_WINDOW = Duration.ofSeconds(60);

  @Option(
      names = "--window",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "The length of the server's tumbling windows (default: ${DEFAULT-VALUE}).")
  private double window;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long to wait until the last window has closed (default: ${DEFAULT-VALUE}).")
  private double wait;

  /** Counts the files' rows, and waits for the server's windows. */
  Checks compare(Api api, PlayOptions played, ServerOptions server)
      throws IOException, InterruptedException {
    if (!(window >= 0.001 && window <= 1e9 && wait >= 0 && wait <= 1e9)) {
      throw server.wrongCall("--window starts at 0.001, --wait at 0");
    }
    var application = played.application();
    return new Checks(
        played.hasMetrics() ? windows(api, application, played) : null,
        played.hasAnswersAndTruth() ? accuracy(api, application, played) : null);
  }

  private Comparison windows(Api api, String application, PlayOptions played)
      throws IOException, InterruptedException {
    var length = PlayOptions.seconds(window);
    var pass = new OfflinePass(played.mapping(), length);
    played.forRows(pass::read);
    return Comparison.of(
        pass, new ServerWindows(api, application, length), PlayOptions.seconds(wait));
  }

  private AccuracyComparison accuracy(Api api, String application, PlayOptions played)
      throws IOException, InterruptedException {
    var pass = new OfflineAccuracy(ACCURACY_WINDOW);
    var mapping = played.mapping();
    played.forRows(rows -> pass.read(mapping, rows));
    var truths = played.truthMapping();
    if (truths != null) {
      played.forTruths(rows -> pass.read(truths, rows));
    }
    return AccuracyComparison.of(
        pass, new ServerAccuracy(api, application), PlayOptions.seconds(wait));
  }
}
