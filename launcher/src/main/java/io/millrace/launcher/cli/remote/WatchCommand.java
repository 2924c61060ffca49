package io.millrace.launcher.cli.remote;

import io.millrace.launcher.http.Api;
import io.millrace.launcher.http.Terminal;
import io.millrace.topology.serde.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace watch}: the windows of an application as they close. */
@Command(
    name = "watch",
    description = "Show what the windows of an application come to, as they close, until Ctrl-C.",
    footer = {
      "",
      "Examples: millrace watch cctv --metric response_time",
      "          millrace watch cctv --once --json"
    })
public final class WatchCommand implements Callable<Integer> {
  private static final int MOST = 10_000;

  @Mixin
  private ServerOptions server;

  @Parameters(index = "0", paramLabel = "APP", description = "The application's name.")
  private String app;

  @Option(
      names = "--stage",
      paramLabel = "NAME",
      description = "Only this stage; may be given again.")
  private List<String> stages = List.of();

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "Only this metric; may be given again.")
  private List<String> metrics = List.of();

  @Option(names = "--once", description = "Show the last closed window of each series, and end.")
  private boolean once;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after so many windows (default: never).")
  private long count;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "30",
      description = "Series to show in the table (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Override
  public Integer call() throws InterruptedException {
    if (rows < 1 || count < 0) {
      throw server.wrongCall("--rows starts at 1, --count at 0");
    }
    return once ? once(server.api()) : live(server.api());
  }

  private int once(Api api) {
    var answer = api.ask(path("windows", "limit=" + MOST));
    if (!answer.isGood()) {
      server.err().println("millrace: " + answer.reason());
      return 1;
    }
    var table = new WatchTable(app, rows);
    for (var window : answer.json().path("windows")) {
      if (window.path("finality").asString().equals("FINAL")) {
        table.put(window);
      }
    }
    if (server.json()) {
      table.newest().forEach(server.out()::println);
    } else {
      server.out().println(table);
    }
    return 0;
  }

  private String path(String what, String... more) {
    var parameters = new ArrayList<>(List.of(more));
    stages.forEach(stage -> parameters.add("stage=" + encoded(stage)));
    metrics.forEach(metric -> parameters.add("metric=" + encoded(metric)));
    var path = "/qoa/%s/%s".formatted(encoded(app), what);
    return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private int live(Api api) throws InterruptedException {
    WatchView view = server.json() || !Terminal.showsOutput()
        ? new WatchView.Lines(server.out(), server.json())
        : new WatchView.Screen(server.out(), new WatchTable(app, rows), System::nanoTime);
    try (var events = new WatchEvents(api, path("stream"))) {
      events.start();
      // What has closed before; it may come again as an event, and shows once.
      if (view instanceof WatchView.Screen) {
        api.ask(path("windows", "limit=" + MOST)).json().path("windows").forEach(view::show);
      }
      return follow(events, view);
    }
  }

  private int follow(WatchEvents events, WatchView view) throws InterruptedException {
    for (long seen = 0; count == 0 || seen < count; ) {
      var event = events.poll(200, TimeUnit.MILLISECONDS);
      if (event != null && event.type().equals("window")) {
        view.show(Json.MAPPER.readTree(event.data()));
        seen++;
      } else if (event != null) {
        view.note("%s: %s".formatted(event.type(), event.data()));
      }
      view.draw();
    }
    view.end();
    return 0;
  }
}
