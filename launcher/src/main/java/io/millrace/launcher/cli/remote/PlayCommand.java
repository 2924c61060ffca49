package io.millrace.launcher.cli.remote;

import io.millrace.launcher.http.Api;
import io.millrace.launcher.http.Progress;
import io.millrace.launcher.play.Expecting;
import io.millrace.launcher.play.Mapping;
import io.millrace.launcher.play.Outcome;
import io.millrace.launcher.play.Pace;
import io.millrace.launcher.play.Player;
import io.millrace.launcher.play.Sending;
import io.millrace.launcher.play.check.Checks;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace play}: sends records of files as reports, in their order and at their pace or at once. */
@Command(
    name = "play",
    description = "Send records of files as reports, each with its own time.",
    footer = {
      "",
      "Examples: millrace play tasks.csv --app cctv --stage-column stage --metric seconds --time-column time",
      "          millrace play tasks.csv --app cctv --metric seconds --time-column time --sort --speed 10",
      "          millrace play answers.csv --app ensemble --id-column query_id --prediction-column data --time-column time"
          + " --truth truth.csv --feedback-id query_id --feedback-label ground_truth --check",
      "          millrace play truth.csv --feedback-id query_id --feedback-label ground_truth"
    })
public final class PlayCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Mixin
  private ServerOptions server;

  @Mixin
  private PlayOptions played;

  @Mixin
  private CheckOptions checking;

  @Option(
      names = "--speed",
      paramLabel = "TIMES",
      defaultValue = "0",
      description =
          "How many times as fast as the records' own times; 0 is as fast as they go (default: ${DEFAULT-VALUE}).")
  private double speed;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "500",
      description = "Records of one request at most (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--log-time",
      description =
          "Count by the time of the log: what was recorded long ago is late. Without it the windows of the application"
              + " go by the records' own time until the last of them is played.")
  private boolean logTime;

  @Option(
      names = "--check",
      description = "Then compare the server's windows with a plain count of the files.")
  private boolean check;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(speed >= 0 && speed <= 1e9) || batch < 1 || batch > 10_000) {
      throw server.wrongCall("--speed starts at 0, --batch is from 1 to 10000");
    }
    var mapping = played.mapping();
    var api = server.api();
    if (check) {
      played.application(); // told of before anything is sent
    }
    if (played.answersOf() != null) {
      Expecting.declare(api, played.answersOf(), played.within());
    }
    var outcome = play(api, mapping);
    var comparison = check ? checking.compare(api, played, server) : null;
    print(outcome, comparison);
    return outcome.refused() == 0 && (comparison == null || comparison.agrees()) ? 0 : 1;
  }

  private Outcome play(Api api, Mapping mapping) throws IOException, InterruptedException {
    var outcomes = new ArrayList<Outcome>();
    try (var progress = new Progress(server.err(), "records")) {
      var player = new Player(
          mapping,
          new Pace(speed, System::nanoTime),
          new Sending(api, batch, PATIENCE),
          logTime ? null : played.ownTimeOf(),
          progress::add);
      played.forRows(rows -> outcomes.add(player.play(rows)));
      var truths = played.truthMapping();
      if (truths != null) {
        var teller = new Player(
            truths,
            new Pace(0, System::nanoTime),
            new Sending(api, batch, PATIENCE),
            null,
            progress::add);
        played.forTruths(rows -> outcomes.add(teller.play(rows)));
      }
    }
    return outcomes.stream().reduce(Outcome::plus).orElseThrow();
  }

  private void print(Outcome outcome, @Nullable Checks comparison) {
    if (server.json()) {
      var json = new LinkedHashMap<>(outcome.json());
      if (comparison != null) {
        json.put("check", comparison.json());
      }
      server.out().println(Json.MAPPER.writeValueAsString(json));
      return;
    }
    lines(outcome).forEach(server.out()::println);
    if (comparison != null) {
      server.out().println(comparison.text());
    }
  }

  private static List<String> lines(Outcome outcome) {
    var lines = new ArrayList<String>();
    lines.add("%d records: %d reports and %d items of ground truth taken, %d refused, %d empty"
        .formatted(
            outcome.rows(),
            outcome.reports(),
            outcome.feedback(),
            outcome.refused(),
            outcome.empty()));
    outcome.reasons().forEach(reason -> lines.add("  refused: " + reason));
    if (outcome.refused() > outcome.reasons().size()) {
      lines.add(
          "  ... and %d more".formatted(outcome.refused() - outcome.reasons().size()));
    }
    if (outcome.sentAgain() > 0) {
      lines.add(
          "%d were sent again after the server could not say whether it had them; some may count twice"
              .formatted(outcome.sentAgain()));
    }
    if (outcome.behind() > 0) {
      lines.add(
          "%d are earlier than one before them, by up to %.1f s: what is behind the windows' grace is late; --sort plays in order"
              .formatted(outcome.behind(), outcome.farthestBehind().toNanos() / 1e9));
    }
    return lines;
  }
}
