package io.millrace.benchmarks.http;

import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.launcher.pipeline.Part;
import io.millrace.launcher.pipeline.Pipeline;
import io.millrace.launcher.pipeline.PipelineConfig;
import io.millrace.topology.Profile;
import io.millrace.topology.TopicsConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The process that is measured: what {@code millrace up} runs, with its defaults, and an echo beside it. It prints where
 * it listens and ends with its standard input, so that it never outlives the benchmark.
 */
final class Server {
  static final String ECHO = "/benchmark/echo";
  private static final int PARTITIONS = 4;

  private Server() {}

  /** {@code args}: the data directory, with the models in it, and the profile. */
  public static void main(String[] args) throws Exception {
    try (var data = DataDirectory.open(Path.of(args[0]));
        var kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0))).start();
        var pipeline = new Pipeline(
                config(kafka, data.root(), Profile.valueOf(args[1])), List.of(echo()))
            .start()) {
      System.out.printf("%s%d %s%n", ServerProcess.READY, pipeline.httpPort(), kafka.bootstrap());
      while (System.in.read() >= 0) {
        // Nothing is said to it; only the end counts.
      }
    }
  }

  private static PipelineConfig config(EmbeddedKafka kafka, Path data, Profile profile) {
    return new PipelineConfig(
        kafka.bootstrap(),
        TopicsConfig.DEFAULTS.withPartitions(PARTITIONS),
        profile,
        Part.byDefault(),
        data.resolve("state"),
        data.resolve("models"),
        new PipelineConfig.Http("127.0.0.1", 0),
        PipelineConfig.defaultThreads(PARTITIONS),
        Map.of());
  }

  private static RouterFunction<ServerResponse> echo() {
    return RouterFunctions.route().POST(ECHO, Server::echo).build();
  }

  private static Mono<ServerResponse> echo(ServerRequest request) {
    return ServerResponse.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(request.bodyToMono(byte[].class), byte[].class);
  }
}
