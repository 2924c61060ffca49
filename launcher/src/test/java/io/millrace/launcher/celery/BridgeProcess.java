package io.millrace.launcher.celery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A bridge in a process of its own, with little memory, that says over HTTP how it is doing. */
record BridgeProcess(ChildJvm process) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern HTTP = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)/v2");
  private static final Pattern OPEN = Pattern.compile("\"celery\":\\{[^{}]*\"open\":(\\d+)");
  private static final List<String> MEMORY = List.of("-Xmx1g");

  /** Starts it, and waits for nothing. */
  static BridgeProcess begin(Path folder, String bootstrap, String broker, String... more)
      throws IOException {
    var command = new ArrayList<>(List.of(
        "run",
        "bridge",
        "ingress",
        "--bootstrap",
        bootstrap,
        "--port",
        "0",
        "--data-dir",
        folder.toString(),
        "--rabbitmq",
        broker));
    command.addAll(List.of(more));
    return new BridgeProcess(ChildJvm.millrace(
        folder.resolveSibling(folder.getFileName() + ".log"),
        MEMORY,
        command.toArray(String[]::new)));
  }

  /** Starts it, and waits until it takes tasks. */
  static BridgeProcess start(Path folder, String bootstrap, String broker, String... more)
      throws IOException {
    var bridge = begin(folder, bootstrap, broker, more);
    bridge.await("connected to amqp");
    bridge.await("ready");
    return bridge;
  }

  /** Waits until it has said that. */
  void await(String text) throws IOException {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || output().contains(text));
    assertThat(output()).contains(text);
  }

  String output() throws IOException {
    return process.output();
  }

  /** What {@code GET /bridges} says. */
  String bridges() throws IOException, InterruptedException {
    var found = HTTP.matcher(output());
    assertThat(found.find()).as(output()).isTrue();
    var request = HttpRequest.newBuilder(URI.create(found.group(1) + "/bridges"))
        .timeout(PATIENCE)
        .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  /** How many tasks of its worker are open, by {@code GET /bridges}. */
  int open() throws IOException, InterruptedException {
    var text = bridges();
    var found = OPEN.matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return Integer.parseInt(found.group(1));
  }

  @Override
  public void close() {
    process.close();
  }
}
