package io.millrace.benchmarks.mirror;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import io.millrace.benchmarks.pipeline.FolderRemoval;
import io.millrace.benchmarks.rabbitmq.PrivateRabbit;
import io.millrace.connectors.rabbitmq.StreamAddress;
import io.millrace.connectors.rabbitmq.mirror.Direction;
import java.nio.file.Files;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Messages per second from a topic to a stream and back. Beside the mirror, in the same run on the same messages and
 * brokers, a copy by the two clients alone: without names, ids, transactions and places that are kept.
 */
@Command
public final class MirrorBenchmark implements Benchmark {
  private static final String PER_SECOND = "messages/s";

  @Option(
      names = "--rabbitmq",
      paramLabel = "ADDRESS",
      description = "A RabbitMQ with the plugin for streams (default: one is started).")
  private @Nullable String rabbitmq;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "500000",
      description = "Messages of 200 bytes to carry (default: ${DEFAULT-VALUE}).")
  private int messages = 500_000;

  public MirrorBenchmark() {}

  /** On a small scale. */
  MirrorBenchmark(String rabbitmq, int messages) {
    this.rabbitmq = rabbitmq;
    this.messages = messages;
  }

  @Override
  public String name() {
    return "streams-mirror";
  }

  @Override
  public String purpose() {
    return "Messages per second to and from a stream of RabbitMQ, beside a copy by its client.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) throws Exception {
    if (rabbitmq != null) {
      measure(rabbitmq, plan, figures, progress);
      return;
    }
    var folder = Files.createTempDirectory("millrace-bench-mirror-");
    try (var own = PrivateRabbit.withStreams(folder)) {
      measure(own.streamAddress(), plan, figures, progress);
    } finally {
      FolderRemoval.remove(folder);
    }
  }

  private void measure(String address, Plan plan, Figures figures, Progress progress)
      throws Exception {
    try (var bench = new MirrorBench(StreamAddress.parse(address), messages)) {
      progress.say("preparing %,d messages, and one round to warm up".formatted(messages));
      bench.fill();
      for (int round = 0; round <= plan.rounds(); round++) {
        for (var direction : Direction.values()) {
          double copy = bench.copy(direction);
          double mirror = bench.mirror(direction);
          if (round > 0) {
            add(direction, copy, mirror, figures);
            progress.say("%s round %d of %d: %,.0f/s, copy %,.0f/s"
                .formatted(text(direction), round, plan.rounds(), mirror, copy));
          }
        }
        bench.empty();
      }
    }
  }

  private static void add(Direction direction, double copy, double mirror, Figures figures) {
    figures.add(text(direction) + " copy", PER_SECOND, copy);
    figures.add(text(direction) + " mirror", PER_SECOND, mirror);
    figures.addRatio(text(direction) + " mirror/copy", mirror / copy);
  }

  private static String text(Direction direction) {
    return direction.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
