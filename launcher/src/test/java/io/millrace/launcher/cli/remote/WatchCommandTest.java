package io.millrace.launcher.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WatchCommandTest {
  private static String window(String stage, int minute, double mean, String finality) {
    return """
        {"application":"cctv","stage":"%s","instance":null,"metric":"response_time","kind":"TUMBLING",\
        "start":"2026-03-01T12:%02d:00Z","end":"2026-03-01T12:%02d:00Z","count":3,"sum":1.0,"min":1.0,\
        "max":3.0,"mean":%s,"deviation":1.0,"p50":2.0,"p90":3.0,"p95":3.0,"p99":3.0,"p99.9":3.0,"late":0,\
        "missing":1,"finality":"%s"}""".formatted(stage, minute, minute + 1, mean, finality);
  }

  private static String windows(String... windows) {
    return "{\"application\":\"cctv\",\"windows\":[%s],\"more\":false}"
        .formatted(String.join(",", windows));
  }

  private static JsonNode json(String text) {
    return Json.MAPPER.readTree(text);
  }

  @Test
  void once_showsTheLastClosedWindowOfEachSeries() throws IOException {
    var answer = windows(
        window("detect", 0, 1, "FINAL"),
        window("detect", 1, 2.123456789, "FINAL"),
        window("detect", 2, 9, "PROVISIONAL"),
        window("track", 0, 3, "FINAL"));
    try (var server = new FakeServer().on("GET /qoa/cctv/windows?limit=10000", answer)) {
      assertThat(Run.of(new WatchCommand(), "cctv", "--once", "--server", server.url())
              .out()
              .lines())
          .containsExactly(
              "cctv: 2 series",
              "",
              "stage   metric         instance  window                    count    mean  p50  p95  p99  max  late  missing",
              "detect  response_time  *         2026-03-01T12:01:00Z+60s      3  2.1235    2    3    3    3     0        1",
              "track   response_time  *         2026-03-01T12:00:00Z+60s      3       3    2    3    3    3     0        1");
      var lines = Run.of(new WatchCommand(), "cctv", "--once", "--json", "--server", server.url())
          .out()
          .lines()
          .toList();
      assertThat(lines).hasSize(2);
      assertThat(json(lines.get(0)).path("mean").asDouble()).isEqualTo(2.123456789);
    }
  }

  @Test
  void unknownApplication_failsWithTheServersWord() throws IOException {
    try (var server = new FakeServer()
        .on(
            "GET /qoa/ccvt/windows?limit=10000&metric=a%20b",
            body -> {
              throw new FakeServer.Refusal(404, "application has no windows; some have: cctv");
            })) {
      var run =
          Run.of(new WatchCommand(), "ccvt", "--once", "--metric", "a b", "--server", server.url());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("some have: cctv");
    }
  }

  /** The stream breaks off after each answer: watching goes on with the next. */
  @Test
  void live_printsALineForEachWindow_overBrokenStreams() throws IOException {
    var calls = new AtomicInteger();
    try (var server = new FakeServer().on("GET /qoa/cctv/stream", body -> {
      int call = calls.getAndIncrement();
      return ": hello\n\nid: 0:%d\nevent: window\ndata: %s\n\n"
          .formatted(call, window("detect", call, call, "FINAL"));
    })) {
      var run = Run.of(new WatchCommand(), "cctv", "--count=2", "--server", server.url());
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out().lines())
          .containsExactly(
              "2026-03-01T12:00:00Z+60s detect/*/response_time count=3 mean=0 p50=2 p95=3 p99=3 max=3 late=0 missing=1",
              "# note: the stream broke off; trying to go on where it was",
              "2026-03-01T12:01:00Z+60s detect/*/response_time count=3 mean=1 p50=2 p95=3 p99=3 max=3 late=0 missing=1");
      var json =
          Run.of(new WatchCommand(), "cctv", "--count=1", "--json", "--server", server.url());
      assertThat(json(json.out())).isEqualTo(json(window("detect", 2, 2, "FINAL")));
    }
  }

  @Test
  void screen_isDrawnOver_notMoreOftenThanAnEyeSees() {
    var out = new StringWriter();
    var clock = new AtomicLong();
    var view = new WatchView.Screen(new PrintWriter(out), new WatchTable("cctv", 1), clock::get);
    view.draw();
    assertThat(out.toString()).contains("No window has closed yet.");
    view.show(json(window("detect", 1, 7, "FINAL")));
    view.show(json(window("detect", 0, 5, "FINAL")));
    view.show(json(window("track", 0, 5, "FINAL")));
    view.draw();
    assertThat(out.toString()).doesNotContain("detect");
    clock.addAndGet(300_000_000);
    view.draw();
    view.draw();
    var screens = out.toString().split("\u001B\\[H\u001B\\[J", -1);
    assertThat(screens).hasSize(3);
    assertThat(screens[2])
        .contains("cctv: 2 series", "12:01:00Z", "... and 1 more")
        .doesNotContain("track");
  }
}
