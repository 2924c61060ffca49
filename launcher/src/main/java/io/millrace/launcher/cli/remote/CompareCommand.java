package io.millrace.launcher.cli.remote;

import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace compare}: what {@code millrace play --check} does after the play. */
@Command(
    name = "compare",
    description = {
      "Compare the server's windows with a plain count of files that were played.",
      "Counts, means, extremes and accuracies have to be equal, quantiles to 1.1 %%."
    },
    footer = {
      "",
      "Example: millrace compare tasks.csv --app cctv --stage-column stage --metric seconds --time-column time"
    })
public final class CompareCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private PlayOptions played;

  @Mixin
  private CheckOptions checking;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var comparison = checking.compare(server.api(), played, server);
    server
        .out()
        .println(
            server.json() ? Json.MAPPER.writeValueAsString(comparison.json()) : comparison.text());
    return comparison.agrees() ? 0 : 1;
  }
}
