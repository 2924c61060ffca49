package io.millrace.launcher.cli.remote;

import io.millrace.topology.serde.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code millrace expect}: says that the truth of the answers that an application reports will be told. */
@Command(
    name = "expect",
    description =
        "Say that the truth of the answers in an application's reports will be told, so that they are compared.",
    footer = {"", "Example: millrace expect cctv --within 24h"})
public final class ExpectCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Parameters(
      index = "0",
      paramLabel = "APP",
      description = "The application, as its reports have it.")
  private String application;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Wish wish;

  @Option(
      names = "--regression",
      description = "Answers and truths are numbers to come near to, and no classes.")
  private boolean regression;

  /** When truths come, or that they do not. */
  private static final class Wish {
    @Option(
        names = "--within",
        paramLabel = "TIME",
        description = "How long after an answer its truth may come: 90s, 15m, 24h, 7d.")
    private @Nullable String within;

    @Option(names = "--off", description = "No truth is expected any more.")
    private boolean off;
  }

  @Override
  public Integer call() {
    var answer = tell();
    server.out().println(server.json() ? answer : text());
    return 0;
  }

  private JsonNode tell() {
    var path = "/qoa/%s/feedback".formatted(encoded(application));
    var nothing = Json.MAPPER.createObjectNode();
    return wish.off || wish.within == null
        ? server.api().call("DELETE", path, nothing)
        : server
            .api()
            .call(
                "PUT",
                "%s?window=%s&regression=%s".formatted(path, encoded(wish.within), regression),
                nothing);
  }

  private String text() {
    return wish.off || wish.within == null
        ? "%s: no truth is expected".formatted(application)
        : "%s: the truth of its answers is expected within %s".formatted(application, wish.within);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
