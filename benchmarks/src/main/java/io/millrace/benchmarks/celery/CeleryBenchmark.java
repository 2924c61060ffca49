package io.millrace.benchmarks.celery;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import io.millrace.benchmarks.rabbitmq.PrivateRabbit;
import io.millrace.examples.Examples;
import io.millrace.launcher.Main;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Predictions as Celery tasks: Millrace beside a worker in Python (prefork, two processes), for a fast client and for one
 * in Python, which also calls a worker that answers at once. The CPU time is that of broker and worker together.
 */
@Command
public final class CeleryBenchmark implements Benchmark {
  private static final String OURS = "millrace";
  private static final String THEIRS = "python";
  private static final String AT_ONCE = "at once";
  private static final double PERCENT_99 = 99;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Calls that the fast client has under way (default: ${DEFAULT-VALUE}).")
  private int window = 1000;

  @Option(
      names = "--python-window",
      paramLabel = "N",
      defaultValue = "32",
      description = "Calls that the client in Python has under way (default: ${DEFAULT-VALUE}).")
  private int pythonWindow = 32;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "3",
      description =
          "Seconds of calls before the first measurement; a JVM compiles for longer (default: ${DEFAULT-VALUE}).")
  private int warmUp = 3;

  @Option(names = "--no-python", description = "Measure Millrace alone, with the fast client.")
  private boolean alone;

  public CeleryBenchmark() {}

  CeleryBenchmark(boolean alone) {
    this.alone = alone;
  }

  @Override
  public String name() {
    return "celery";
  }

  @Override
  public String purpose() {
    return "Celery tasks: Millrace beside a worker in Python, at one broker.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) throws Exception {
    var folder = Files.createTempDirectory("millrace-bench-celery-");
    program(folder);
    try (var rabbit = PrivateRabbit.start(folder.resolve("rabbit"));
        var millrace = millrace(folder, rabbit)) {
      Round ours = new Round(folder, rabbit, OURS, millrace::cpu);
      if (alone) {
        measure(plan, figures, progress, List.of(ours));
        return;
      }
      try (var python = python(folder, rabbit)) {
        measure(
            plan, figures, progress, List.of(ours, new Round(folder, rabbit, THEIRS, python::cpu)));
      }
    }
  }

  private record Round(Path folder, PrivateRabbit rabbit, String queue, Supplier<Duration> cpu) {}

  private void measure(Plan plan, Figures figures, Progress progress, List<Round> peers)
      throws Exception {
    for (int round = 1; round <= plan.rounds(); round++) {
      var rates = new ArrayList<Double>();
      var costs = new ArrayList<Double>();
      var slow = new ArrayList<Double>();
      for (var peer : peers) {
        fast(plan, figures, peer, round == 1, rates, costs);
        if (!alone) {
          slow.add(inPython(plan, figures, peer.queue(), peer));
        }
      }
      if (!alone) {
        figures.addRatio("tasks/s, millrace/python", rates.get(0) / rates.get(1));
        figures.addRatio("CPU a task, millrace/python", costs.get(0) / costs.get(1));
        figures.addRatio("client in Python, millrace/python", slow.get(0) / slow.get(1));
        figures.addRatio(
            "client in Python, millrace/at once", slow.get(0) / limit(plan, figures, peers.get(0)));
      }
      progress.say("round %d of %d: %.0f tasks/s".formatted(round, plan.rounds(), rates.get(0)));
    }
  }

  private void fast(
      Plan plan, Figures figures, Round peer, boolean first, List<Double> rates, List<Double> costs)
      throws Exception {
    try (var caller = new Caller(peer.rabbit().port(), peer.queue(), window)) {
      if (first) {
        caller.call(Duration.ofSeconds(warmUp));
      }
      var before = peer.cpu().get();
      var brokerBefore = peer.rabbit().cpu();
      var called = caller.call(plan.time());
      var broker = peer.rabbit().cpu().minus(brokerBefore);
      var used = peer.cpu().get().minus(before).plus(broker);
      double rate = (double) called.answered() / called.seconds();
      double cost = perTask(used, called);
      rates.add(rate);
      costs.add(cost);
      var label = peer.queue() + ", fast client";
      figures.add(label, "tasks/s", rate);
      figures.add(label + " CPU", "ms/task", cost);
      figures.add(label + " CPU of the broker", "ms/task", perTask(broker, called));
      figures.add(label + " p50", "ms", called.micros().getValueAtPercentile(50) / 1000.0);
      figures.add(label + " p99", "ms", called.micros().getValueAtPercentile(PERCENT_99) / 1000.0);
      figures.add(label + " failures", "tasks", (double) called.failed());
    }
  }

  private static double perTask(Duration used, Caller.Called called) {
    return used.toNanos() / 1e6 / Math.max(1, called.answered());
  }

  /** What the client in Python reaches. */
  private double limit(Plan plan, Figures figures, Round peer) throws Exception {
    try (var worker = new AtOnce(peer.rabbit().port(), AT_ONCE)) {
      return inPython(plan, figures, worker.queue(), peer);
    }
  }

  private double inPython(Plan plan, Figures figures, String queue, Round peer) throws Exception {
    var seconds = String.valueOf(plan.time().toMillis() / 1000.0);
    List<String> command = List.of(
        "/usr/bin/python3",
        peer.folder().resolve("bench_app.py").toString(),
        seconds,
        String.valueOf(pythonWindow));
    try (var client = Peer.start(
        peer.folder(), "client", environment(peer.folder(), peer.rabbit(), queue), command)) {
      var words = Arrays.asList(client.awaitEnd().strip().split("\\s+"));
      var label = queue + ", client in Python";
      double rate = after(words, "rate");
      figures.add(label, "tasks/s", rate);
      figures.add(label + " p50", "ms", after(words, "p50"));
      figures.add(label + " p99", "ms", after(words, "p99"));
      return rate;
    }
  }

  private static double after(List<String> words, String name) throws IOException {
    int at = words.indexOf(name);
    if (at < 0) {
      throw new IOException("the client in Python printed " + words);
    }
    return Double.parseDouble(words.get(at + 1));
  }

  private static Map<String, String> environment(Path folder, PrivateRabbit rabbit, String queue) {
    return Map.of(
        "BROKER",
        rabbit.address(),
        "QUEUE",
        queue,
        "PYTHONUNBUFFERED",
        "1",
        "PYTHONPATH",
        folder.toString());
  }

  private static void program(Path folder) throws IOException {
    try (var in = CeleryBenchmark.class.getResourceAsStream("bench_app.py")) {
      if (in == null) {
        throw new IOException("bench_app.py is not on the class path");
      }
      Files.write(folder.resolve("bench_app.py"), in.readAllBytes());
    }
  }

  private static Peer python(Path folder, PrivateRabbit rabbit)
      throws IOException, InterruptedException {
    return Peer.start(
            folder,
            "worker",
            environment(folder, rabbit, THEIRS),
            List.of(
                "/usr/bin/python3",
                "-m",
                "celery",
                "-A",
                "bench_app",
                "worker",
                "-c",
                "2",
                "--loglevel=warning",
                "--without-gossip",
                "--without-mingle"))
        .awaitOutput("concurrency");
  }

  private static Peer millrace(Path folder, PrivateRabbit rabbit)
      throws IOException, InterruptedException {
    var model = Files.createDirectories(folder.resolve("models/machine-health/1"));
    try (var in = Examples.open("machine-health/1/model.onnx")) {
      Files.write(model.resolve("model.onnx"), in.readAllBytes());
    }
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The options that the executable starts Millrace with, as it started this.
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("up", "--kafka-port", "0", "--port", "0", "--queue", OURS));
    command.addAll(List.of("--rabbitmq", rabbit.address()));
    command.addAll(List.of("--data-dir", folder.resolve("data").toString()));
    command.addAll(List.of("--models", folder.resolve("models").toString()));
    return Peer.start(folder, OURS, Map.of(), command).awaitOutput("ready\n");
  }
}
