package io.millrace.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.launcher.kafka.StartupException;
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
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts as separate pipelines on one broker, as {@code millrace run} starts them. */
class SpreadIT {
  @TempDir
  Path folder;

  private @Nullable DataDirectory data;
  private @Nullable EmbeddedKafka kafka;

  @BeforeEach
  void start() throws IOException {
    data = DataDirectory.open(folder.resolve("kafka"));
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0))).start();
    Millrace.putExample(folder.resolve("models"));
  }

  @AfterEach
  void stop() {
    Objects.requireNonNull(kafka).close();
    Objects.requireNonNull(data).close();
  }

  @Test
  void everyDoor_getsItsOwnReplies_fromAStageElsewhere() throws Exception {
    try (var inference =
            pipeline("inference", TopicsConfig.DEFAULTS, Part.INFERENCE).start();
        var left = pipeline("left", TopicsConfig.DEFAULTS, Part.INGRESS).start();
        var right = pipeline("right", TopicsConfig.DEFAULTS, Part.INGRESS).start()) {
      assertThat(inference.httpPort()).isNull();
      for (int i = 0; i < 20; i++) {
        assertThat(ask(left, "left-" + i)).contains("\"id\":\"left-%d\"".formatted(i));
        assertThat(ask(right, "right-" + i)).contains("\"id\":\"right-%d\"".formatted(i));
      }
    }
  }

  @Test
  void topicWithOtherPartitions_isAnErrorAtTheStart_thatNamesBothCounts() throws Exception {
    pipeline("first", TopicsConfig.DEFAULTS, Part.INFERENCE).start().close();
    var other = pipeline("second", TopicsConfig.DEFAULTS.withPartitions(6), Part.INFERENCE);
    assertThatThrownBy(other::start)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("has 4 partitions, this configuration says 6")
        .hasMessageContaining("--partitions 4");
  }

  @Test
  void clusterThatIsNotThere_isAnErrorThatNamesIt() throws Exception {
    int free = KillIT.freePort();
    var lost = pipeline("lost", "127.0.0.1:" + free, TopicsConfig.DEFAULTS, Part.INFERENCE);
    assertThatThrownBy(lost::start)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("127.0.0.1:" + free);
  }

  private Pipeline pipeline(String name, TopicsConfig topics, Part part) {
    return pipeline(name, Objects.requireNonNull(kafka).bootstrap(), topics, part);
  }

  private Pipeline pipeline(String name, String bootstrap, TopicsConfig topics, Part part) {
    return new Pipeline(new PipelineConfig(
        bootstrap,
        topics,
        Profile.DURABLE_FAST,
        EnumSet.of(part),
        folder.resolve(name),
        folder.resolve("models"),
        new PipelineConfig.Http("127.0.0.1", 0),
        1,
        Map.of()));
  }

  private static String ask(Pipeline door, String id) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(
            "http://127.0.0.1:%d/v2/models/machine-health/infer".formatted(door.httpPort())))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(Millrace.REQUEST.replace("mine", id)))
        .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
