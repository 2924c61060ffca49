package io.millrace.launcher.e2e;

import io.millrace.examples.Examples;
import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.launcher.pipeline.BridgeConfig;
import io.millrace.launcher.pipeline.Connections;
import io.millrace.launcher.pipeline.DeployConfiguration;
import io.millrace.launcher.pipeline.OutConfig;
import io.millrace.launcher.pipeline.Part;
import io.millrace.launcher.pipeline.Pipeline;
import io.millrace.launcher.pipeline.PipelineConfig;
import io.millrace.topology.Profile;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Broker and every stage in this JVM, on a directory of the test's. */
final class Millrace implements AutoCloseable {
  static final String REQUEST = """
      {"id":"mine","inputs":[{"name":"features","shape":[1,8],"datatype":"FP32",
       "data":[2.5,60,10,1500,3,70,40,500]}]}""";

  final HttpClient http = HttpClient.newHttpClient();
  final DataDirectory data;
  final EmbeddedKafka kafka;
  final Pipeline pipeline;

  private Millrace(DataDirectory data, EmbeddedKafka kafka, Pipeline pipeline) {
    this.data = data;
    this.kafka = kafka;
    this.pipeline = pipeline;
  }

  static Millrace start(Path folder) throws InterruptedException {
    return start(folder, Profile.DURABLE_FAST);
  }

  static Millrace start(Path folder, Profile profile) throws InterruptedException {
    return start(folder, profile, Part.byDefault(), OutConfig.NONE);
  }

  static Millrace start(Path folder, Set<Part> parts, OutConfig out) throws InterruptedException {
    return start(folder, Profile.DURABLE_FAST, parts, out);
  }

  static Millrace start(Path folder, Set<Part> parts, OutConfig out, DeployConfiguration deploy)
      throws InterruptedException {
    return start(folder, Profile.DURABLE_FAST, parts, out, deploy);
  }

  private static Millrace start(Path folder, Profile profile, Set<Part> parts, OutConfig out)
      throws InterruptedException {
    return start(folder, profile, parts, out, DeployConfiguration.USUAL);
  }

  private static Millrace start(
      Path folder, Profile profile, Set<Part> parts, OutConfig out, DeployConfiguration deploy)
      throws InterruptedException {
    var data = DataDirectory.open(folder);
    var kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0))).start();
    var config = new PipelineConfig(
        kafka.bootstrap(),
        TopicsConfig.DEFAULTS,
        profile,
        parts,
        data.folder("state"),
        data.folder("models"),
        new PipelineConfig.Http("127.0.0.1", 0),
        2,
        Map.of());
    return new Millrace(
        data, kafka, new Pipeline(config, new Connections(out, BridgeConfig.NONE, deploy)).start());
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(pipeline.httpPort(), path));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build());
  }

  HttpResponse<String> push(String path, String method, byte[] model)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri("/v2/repository/models/" + path))
        .header("content-type", "application/octet-stream")
        .method(method, HttpRequest.BodyPublishers.ofByteArray(model))
        .build());
  }

  /** The example classifier, as {@code machine-health} version 1. */
  Millrace withExample() throws IOException, InterruptedException {
    var answer = push("machine-health/versions/1", "PUT", example("machine-health"));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.body());
    }
    return this;
  }

  /** Puts the example into a repository, from where it is announced at the first start. */
  static void putExample(Path repository) throws IOException {
    var model = repository.resolve("machine-health/1/model.onnx");
    if (!Files.exists(model)) {
      Files.createDirectories(model.getParent());
      Files.write(model, example("machine-health"));
    }
  }

  static byte[] example(String name) throws IOException {
    try (var model = Examples.open(name + "/1/model.onnx")) {
      return model.readAllBytes();
    }
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    pipeline.close();
    kafka.close();
    data.close();
  }
}
