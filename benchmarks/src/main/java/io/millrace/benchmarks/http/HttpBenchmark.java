package io.millrace.benchmarks.http;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import io.millrace.benchmarks.pipeline.Mlp;
import io.millrace.topology.Profile;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Predictions over HTTP beside what they stand on. The server, with broker and stages, is a process of its own; the
 * client is in this one. In each round, in turn:
 *
 * <ul>
 *   <li>infer: {@code POST /v2/models/8-12-8-2/infer}, one row as JSON
 *   <li>echo: a plain WebFlux route of the same server that gives the body back. The body has half the bytes of infer's
 *       request and reply bodies, so both read and write the same number of bytes in sum
 *   <li>two hops: {@link TwoHops} on the same broker, one record under way and 32
 * </ul>
 *
 * The bound at 32 connections is the smaller of 0.6 of the echo's rate and 0.9 × 32 / two-hop latency, where that is the
 * median with one record under way, the least that the log takes.
 */
@Command
public final class HttpBenchmark implements Benchmark {
  private static final Mlp MODEL = Mlp.of("8-12-8-2");
  private static final int BOUND_AT = 32;
  private static final List<Load.Closed> CLOSED =
      List.of(new Load.Closed(1), new Load.Closed(BOUND_AT), new Load.Closed(128));
  private static final int WARM_UP_TURNS = 2;
  private static final int TURN_SHARES = 10;
  private static final double OF_ECHO = 0.6;
  private static final double OF_LOG = 0.9;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "500",
      description = "Calls per second in the open loop (default: ${DEFAULT-VALUE}).")
  private int rate = 500;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "60",
      description = "Seconds of load before the first round (default: ${DEFAULT-VALUE}).")
  private double warmUpSeconds = 60;

  public HttpBenchmark() {}

  HttpBenchmark(Duration warmUp, int rate) {
    this.warmUpSeconds = warmUp.toMillis() / 1e3;
    this.rate = rate;
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public String purpose() {
    return "Predictions over HTTP, beside an echo of the same server and the log alone.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) throws Exception {
    progress.say("starting the server");
    try (var server = ServerProcess.start(MODEL, Profile.DURABLE_FAST);
        var caller = new Caller(server)) {
      var infer = Request.infer(MODEL);
      var reply = caller.reply(infer);
      var echo = Request.echo(infer, reply);
      progress.say("infer: request %d bytes, reply %d; echo: %d each"
          .formatted(infer.body().length, reply.length, echo.body().length));
      try (var log = new TwoHops(server.bootstrap(), infer.body())) {
        log.start();
        var parts = new Parts(caller, infer, echo, log);
        warmUp(parts, progress);
        for (int round = 1; round <= plan.rounds(); round++) {
          round(parts, plan.time(), figures, said(progress, round, plan));
        }
      }
    }
  }

  private record Parts(Caller caller, Request infer, Request echo, TwoHops log) {}

  private static Progress said(Progress progress, int round, Plan plan) {
    return line -> progress.say("round %d of %d: %s".formatted(round, plan.rounds(), line));
  }

  /** A broker, the stages and the server are much code: the compiler is busy with it for a minute on a small machine. */
  private void warmUp(Parts parts, Progress progress) throws InterruptedException {
    progress.say("warming up");
    var turn = Duration.ofNanos((long) (warmUpSeconds * 1e9 / WARM_UP_TURNS / TURN_SHARES));
    for (int i = 0; i < WARM_UP_TURNS; i++) {
      for (var load : CLOSED) {
        parts.caller.measure(parts.echo, load, turn);
        parts.caller.measure(parts.infer, load, turn.multipliedBy(2));
      }
      parts.log.measure(BOUND_AT, turn);
    }
  }

  private void round(Parts parts, Duration time, Figures figures, Progress progress)
      throws InterruptedException {
    for (var load : CLOSED) {
      var echo = measure(parts.caller, parts.echo, load, time, figures, progress);
      var infer = measure(parts.caller, parts.infer, load, time, figures, progress);
      figures.addRatio("infer/echo " + load, infer.perSecond() / echo.perSecond());
      if (load.connections() == BOUND_AT) {
        double bound = bound(parts.log, echo, time, figures, progress);
        figures.add("bound " + load, "requests/s", bound);
        figures.addRatio("infer/bound " + load, infer.perSecond() / bound);
      }
    }
    var open = new Load.Open(rate);
    measure(parts.caller, parts.echo, open, time, figures, progress);
    measure(parts.caller, parts.infer, open, time, figures, progress);
  }

  private static Sample measure(
      Caller caller, Request request, Load load, Duration time, Figures figures, Progress progress)
      throws InterruptedException {
    var label = "%s %s".formatted(request.path().equals(Server.ECHO) ? "echo" : "infer", load);
    var sample = caller.measure(request, load, time);
    sample.addTo(figures, label);
    progress.say("%s: %,.0f/s, p50 %.2f ms, p99 %.2f ms, server CPU %.0f us, %d errors"
        .formatted(
            label,
            sample.perSecond(),
            sample.p50(),
            sample.p99(),
            sample.cpuMicros(),
            sample.errors()));
    return sample;
  }

  private static double bound(
      TwoHops log, Sample echo, Duration time, Figures figures, Progress progress) {
    double alone = log.measure(1, time.dividedBy(2)).quantile(0.5);
    double together = log.measure(BOUND_AT, time.dividedBy(2)).quantile(0.5);
    figures.add("two hops, 1 under way p50", "ms", alone);
    figures.add("two hops, %d under way p50".formatted(BOUND_AT), "ms", together);
    progress.say(
        "two hops: %.2f ms with 1 under way, %.2f ms with %d".formatted(alone, together, BOUND_AT));
    return Math.min(OF_ECHO * echo.perSecond(), OF_LOG * BOUND_AT / (alone / 1e3));
  }
}
