package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.Value;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Mark;
import io.millrace.topology.Topics;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes reports to the reports topic, at home and astray, and keeps what their windows must come to. Their times lie in
 * the minute before the flood began.
 */
final class ReportFlood implements AutoCloseable {
  static final Duration WINDOW = Duration.ofSeconds(10);
  private static final long SPREAD_MILLIS = 60_000;
  private static final String RAW = """
      {"metadata": {"client_config": {"application_name": "raw", "stage_id": "s", "instance_id": "i%d"},
       "timestamp": %s},
       "service": {"s": {"metrics": {"response_time": {"i%1$d": {"records": [%s]}, "helper%1$d": {"records": [%s]}}}}}}""";

  /** By series key and start of the window. */
  final Map<String, Summary> truth = new TreeMap<>();

  final long began = System.currentTimeMillis();
  private final Topics topics;
  private final Random random = new Random(7);
  private final KafkaProducer<byte[], byte[]> producer;
  private long sent;

  ReportFlood(Topics topics, String bootstrap) {
    this.topics = topics;
    this.producer = new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrap, "linger.ms", 5, "batch.size", 1 << 10),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** So many records; returns once all are on the log. */
  void send(int records) {
    for (int i = 0; i < records; i++) {
      long at = began - random.nextInt((int) SPREAD_MILLIS);
      switch (random.nextInt(3)) {
        case 0 -> own(at, true);
        case 1 -> own(at, false);
        default -> raw(at);
      }
      sent++;
    }
    producer.flush();
  }

  /** A report in the form of the log: under its key, as the door writes it, or anywhere. */
  private void own(long at, boolean keyed) {
    var source = new Source("keyed", "s" + random.nextInt(2), "i" + random.nextInt(20));
    double value = random.nextGaussian();
    var observation = new Observation(
        source.stage(), source.instance(), Category.SERVICE, "latency", Value.of(value));
    var report = new Report(
        source,
        source,
        ReportFormat.ML_REPORT,
        Instant.ofEpochMilli(at),
        Report.Context.NONE,
        List.of(observation),
        null,
        List.of(),
        Map.of());
    var bytes = topics.reports().values().serializer().serialize("reports", report);
    write(keyed ? source.key().getBytes(UTF_8) : null, bytes);
    count(source, "latency", at, value);
  }

  /** A report in the form of a probe, of two instances. */
  private void raw(long at) {
    int instance = random.nextInt(5);
    double first = random.nextDouble();
    double second = random.nextDouble();
    // As the clients write it, and as others may.
    var time = random.nextBoolean()
        ? BigDecimal.valueOf(at, 3).toPlainString()
        : "\"%s\"".formatted(Instant.ofEpochMilli(at));
    write(null, RAW.formatted(instance, time, first, second).getBytes(UTF_8));
    count(new Source("raw", "s", "i" + instance), "response_time", at, first);
    count(new Source("raw", "s", "helper" + instance), "response_time", at, second);
  }

  private void write(byte @Nullable [] key, byte[] bytes) {
    var partition =
        key == null ? (Integer) random.nextInt(topics.reports().settings().partitions()) : null;
    producer.send(new ProducerRecord<>(topics.reports().name(), partition, key, bytes));
  }

  private void count(Source source, String metric, long at, double value) {
    long start = at - at % WINDOW.toMillis();
    var series =
        "%s/%s/%s/%s".formatted(source.application(), source.stage(), source.instance(), metric);
    truth.computeIfAbsent(series + " " + start, w -> new Summary()).add(value);
  }

  /** Marks of this time in every partition. */
  void mark(long millis) {
    for (int partition = 0; partition < topics.reports().settings().partitions(); partition++) {
      producer.send(Mark.record(topics.reports().name(), partition, millis));
    }
    producer.flush();
  }

  long sent() {
    return sent;
  }

  /** The same key for a result as {@link #truth} has. */
  static String window(WindowResult result) {
    return result.seriesKey() + " " + result.start().toEpochMilli();
  }

  /** What the windows of stages and of applications must come to. */
  Map<String, Summary> rolledUp() {
    var all = new HashMap<String, Summary>();
    truth.forEach((window, values) -> {
      var parts = window.split("[/ ]", -1);
      var stage = "%s/%s//%s %s".formatted(parts[0], parts[1], parts[3], parts[4]);
      var application = "%s///%s %s".formatted(parts[0], parts[3], parts[4]);
      all.computeIfAbsent(stage, w -> new Summary()).merge(values);
      all.computeIfAbsent(application, w -> new Summary()).merge(values);
    });
    return all;
  }

  @Override
  public void close() {
    producer.close();
  }
}
