package io.millrace.benchmarks.alert;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Reports of one value each, written to the topic of reports under their source, as the HTTP door writes them. */
final class ReportInput implements AlertInput {
  private final Topic<String, Report> topic;
  private final KafkaProducer<String, Report> producer;

  ReportInput(String bootstrap, Topics topics) {
    this.topic = topics.reports();
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "linger.ms", 0);
    this.producer =
        new KafkaProducer<>(config, topic.keys().serializer(), topic.values().serializer());
  }

  @Override
  public void send(String application, long millis, double value) {
    var source = new Source(application, "stage", "instance");
    var observation = new Observation(
        source.stage(), source.instance(), Category.SERVICE, METRIC, Value.of(value));
    var report = new Report(
        source,
        source,
        ReportFormat.ML_REPORT,
        Instant.ofEpochMilli(millis),
        Report.Context.NONE,
        List.of(observation),
        null,
        List.of(),
        Map.of());
    producer.send(new ProducerRecord<>(topic.name(), source.key(), report));
  }

  @Override
  public void close() {
    producer.close();
  }
}
