package io.millrace.launcher.cli;

import io.millrace.launcher.pipeline.Part;
import io.millrace.launcher.pipeline.Pipeline;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A pipeline that runs until the process is told to stop, or a stage gives up. */
final class Serving {
  private static final long LOOK_EVERY_SECONDS = 1;

  private final Pipeline pipeline;
  private final PrintWriter out;
  private final Closing closing;
  private final CountDownLatch stopped = new CountDownLatch(1);

  Serving(Pipeline pipeline, Closing closing, PrintWriter out) {
    this.pipeline = pipeline;
    this.closing = closing;
    this.out = out;
  }

  /** Prints what runs where. */
  void describe(String kafka) {
    var config = pipeline.config();
    out.printf("%-10s %s%n", "kafka", kafka);
    for (var part : Part.all()) {
      if (config.parts().contains(part)) {
        out.printf("%-10s %s%n", part, part.flow());
      }
    }
    if (pipeline.httpPort() != null) {
      out.printf("%-10s http://%s:%d/v2%n", "http", config.http().bind(), pipeline.httpPort());
    }
    pipeline.outlets().places().forEach((way, place) -> out.printf("%-10s %s%n", way, place));
    pipeline.bridges().places().forEach((way, place) -> out.printf("%-10s %s%n", way, place));
    out.printf("%-10s %s%n", "models", config.modelRepository());
    out.printf("%-10s %s%n", "profile", config.profile());
    out.flush();
  }

  /** Says {@code ready} and serves. Returns 1 if a stage gives up; a signal ends the process from here. */
  int serve() throws InterruptedException {
    out.println("ready");
    out.flush();
    while (!stopped.await(LOOK_EVERY_SECONDS, TimeUnit.SECONDS)) {
      var dead = pipeline.deadStages();
      if (!dead.isEmpty() && !closing.hasBegun()) {
        throw new IllegalStateException("stages %s have stopped; the log says why".formatted(dead));
      }
    }
    return 0;
  }
}
