package io.millrace.launcher.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One topic of one partition, written with acks and read whole. */
record LogClient(String bootstrap) {
  static final String TOPIC = "letters";

  void createTopic() throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(config())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  Set<String> topics() throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(config())) {
      return admin.listTopics().names().get();
    }
  }

  /** Returns after each record has been acked. */
  void write(List<String> values) throws ExecutionException, InterruptedException {
    try (var producer =
        new KafkaProducer<>(config(), new StringSerializer(), new StringSerializer())) {
      for (var value : values) {
        producer.send(new ProducerRecord<>(TOPIC, value)).get();
      }
    }
  }

  List<String> readAll() {
    var partition = new TopicPartition(TOPIC, 0);
    try (var consumer =
        new KafkaConsumer<>(config(), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      var values = new ArrayList<String>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
      }
      return values;
    }
  }

  private Map<String, Object> config() {
    return Map.of(
        "bootstrap.servers",
        bootstrap,
        "acks",
        "all",
        "linger.ms",
        0,
        "default.api.timeout.ms",
        30_000);
  }
}
