package io.millrace.benchmarks.reports;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import io.millrace.topology.serde.qoa.ReportSerde;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the reports look like. */
enum Form {
  /** 1 KB, as the door writes it: under its source's key, six metrics and some fields of the reporter's own. */
  KEYED("1 KB") {
    @Override
    ProducerRecord<byte[], byte[]> record(String topic, int number, Random random) {
      var source = new Source("application-" + number % 4, "detection", "camera-" + number % 100);
      var observations = new ArrayList<Observation>();
      for (var metric : METRICS) {
        observations.add(new Observation(
            source.stage(),
            source.instance(),
            Category.SERVICE,
            metric,
            Value.of(Math.exp(random.nextGaussian())),
            "s",
            null));
      }
      var report = new Report(
          source,
          source,
          ReportFormat.ML_REPORT,
          Instant.now(),
          new Report.Context("run-1", "user-1", "correlation-" + number),
          observations,
          null,
          List.of(),
          Map.of("environment", "Edge", "notes", "x".repeat(220)));
      return new ProducerRecord<>(
          topic,
          source.key().getBytes(StandardCharsets.UTF_8),
          SERDE.serializer().serialize(topic, report));
    }
  },
  /** 4.7 KB, as a probe writes it: without a key, of an ensemble of five instances. */
  ENSEMBLE("4.7 KB") {
    @Override
    ProducerRecord<byte[], byte[]> record(String topic, int number, Random random) {
      var json = EnsembleReport.json(number % 20, Instant.now(), random);
      return new ProducerRecord<>(topic, null, json.getBytes(StandardCharsets.UTF_8));
    }
  };

  /** All applications that the reports are of. */
  static final List<String> APPLICATIONS =
      List.of("application-0", "application-1", "application-2", "application-3", "objects");

  /** The metric that contracts are about; each application reports it. */
  static final String JUDGED = "response_time";

  private static final List<String> METRICS = List.of(
      "response_time", "queue_time", "throughput", "confidence", "image_width", "memory_usage");
  private static final ReportSerde SERDE = new ReportSerde();

  private final String label;

  Form(String label) {
    this.label = label;
  }

  /**
   * One of them, measured now.
   *
   * @param number decides whose it is
   */
  abstract ProducerRecord<byte[], byte[]> record(String topic, int number, Random random);

  @Override
  public String toString() {
    return label;
  }
}
