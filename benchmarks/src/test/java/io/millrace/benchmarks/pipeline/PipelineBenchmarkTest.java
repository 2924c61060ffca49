package io.millrace.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.model.InferenceResult;
import io.millrace.topology.Profile;
import io.millrace.topology.serde.InferenceResultSerde;
import io.millrace.topology.serde.MessageHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PipelineBenchmarkTest {
  private static final Mlp MODEL = Mlp.of("8-12-8-2");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  @Tag("soak")
  void measure_givesPositiveRates() throws Exception {
    var figures = new Figures();
    var benchmark =
        new PipelineBenchmark(new Backlog.Limit(100_000, 100 << 20), List.of(MODEL.toString()));
    benchmark.measure(new Plan(1, Duration.ofMillis(500)), figures, line -> {});
    assertThat(figures.figures()).containsKeys("8-12-8-2 A model alone", "8-12-8-2 D");
    assertThat(figures.figures().values()).allMatch(figure -> figure.min() > 0);
    assertThat(figures.ratios()).containsKeys("8-12-8-2 D/bound", "8-12-8-2 C/B");
  }

  @Test
  void everyMode_writesOneResultForEachRequest() throws Exception {
    var backlog = new Backlog(500);
    try (var bench = Workbench.open(MODEL)) {
      backlog.fill(bench, MODEL);
      run(new CopyMode(Profile.DURABLE_FAST, 2), bench, backlog);
      var withoutModel = run(new ModellessMode(MODEL, Profile.DURABLE_FAST, 2), bench, backlog);
      var served = run(ServedMode.plain(Profile.DURABLE_FAST, 2), bench, backlog);
      assertThat(served).allMatch(PipelineBenchmarkTest::isAnswer);
      assertThat(served).noneMatch(PipelineBenchmarkTest::hasSample);
      var watched = run(ServedMode.watched(Profile.DURABLE_FAST, 2), bench, backlog);
      assertThat(watched)
          .allMatch(PipelineBenchmarkTest::isAnswer)
          .allMatch(PipelineBenchmarkTest::hasSample);
      assertThat(meanSize(withoutModel)).isBetween(meanSize(served) - 4, meanSize(served) + 4);
    }
  }

  private static List<ConsumerRecord<String, byte[]>> run(
      Mode mode, Workbench bench, Backlog backlog) throws Exception {
    bench.emptyResults();
    var running = mode.start(bench, bench.freshGroup(mode.label()));
    try {
      var results = committed(bench, backlog.requests());
      var ids = new HashSet<String>();
      results.forEach(result -> ids.add(result.key()));
      assertThat(results).hasSize((int) backlog.requests());
      assertThat(ids).hasSize((int) backlog.requests());
      return results;
    } finally {
      running.stop();
    }
  }

  /** That many results and, should there be any, those that come right after them. */
  private static List<ConsumerRecord<String, byte[]>> committed(Workbench bench, long wanted) {
    var partitions = IntStream.range(0, Workbench.PARTITIONS)
        .mapToObj(p -> new TopicPartition(bench.topics().results().name(), p))
        .toList();
    Map<String, Object> config = Map.of(
        "bootstrap.servers", bench.bootstrap(),
        "isolation.level", "read_committed",
        "auto.offset.reset", "earliest");
    var results = new ArrayList<ConsumerRecord<String, byte[]>>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      while (results.size() < wanted && System.nanoTime() - deadline < 0) {
        consumer.poll(Duration.ofMillis(100)).forEach(results::add);
      }
      consumer.poll(Duration.ofMillis(500)).forEach(results::add);
    }
    return results;
  }

  private static boolean hasSample(ConsumerRecord<String, byte[]> result) {
    return result.headers().lastHeader(MessageHeaders.INPUTS) != null;
  }

  private static boolean isAnswer(ConsumerRecord<String, byte[]> record) {
    try (var reader = new InferenceResultSerde().deserializer()) {
      return reader.deserialize(record.topic(), record.headers(), record.value())
          instanceof InferenceResult.Answered;
    }
  }

  private static double meanSize(List<ConsumerRecord<String, byte[]>> records) {
    return records.stream()
        .mapToLong(record -> {
          long headers = 0;
          for (var header : record.headers()) {
            headers += header.key().length() + header.value().length;
          }
          return headers + record.serializedValueSize();
        })
        .average()
        .orElse(0);
  }
}
