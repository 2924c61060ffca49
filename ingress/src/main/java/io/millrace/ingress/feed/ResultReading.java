package io.millrace.ingress.feed;

import io.millrace.ingress.log.LogConfig;
import io.millrace.model.InferenceResult;
import io.millrace.topology.Topic;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;

/** One reading of the whole results topic, committed results only. */
final class ResultReading implements ResultFeed.Reading {
  private static final Logger LOG = LoggerFactory.getLogger(ResultReading.class);
  private static final long PATIENCE_SECONDS = 5;

  private final KafkaMessageListenerContainer<String, byte[]> container;
  private final Deserializer<InferenceResult> results;
  private final Consumer<ResultEvent> to;

  private ResultReading(LogConfig config, TopicPartitionOffset[] from, Consumer<ResultEvent> to) {
    this.results = config.topics().results().values().deserializer();
    this.to = to;
    var properties = new ContainerProperties(from);
    properties.setAckMode(ContainerProperties.AckMode.MANUAL);
    properties.setMessageListener((BatchMessageListener<String, byte[]>) this::read);
    properties.setShutdownTimeout(2000);
    properties.setLogContainerConfig(false);
    properties.setMicrometerEnabled(false);
    this.container = new KafkaMessageListenerContainer<>(config.committed(), properties);
    container.setBeanName("result-feed");
  }

  /** Reads on from these places; what is written after this call is read. */
  static ResultReading start(
      LogConfig config, Admin admin, OffsetSpec from, Consumer<ResultEvent> to)
      throws ExecutionException, InterruptedException, TimeoutException {
    var reading = new ResultReading(config, offsets(config.topics().results(), admin, from), to);
    reading.container.start();
    return reading;
  }

  private static TopicPartitionOffset[] offsets(Topic<?, ?> topic, Admin admin, OffsetSpec from)
      throws ExecutionException, InterruptedException, TimeoutException {
    var described = admin
        .describeTopics(List.of(topic.name()))
        .allTopicNames()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Map<TopicPartition, OffsetSpec> wanted =
        Objects.requireNonNull(described.get(topic.name())).partitions().stream()
            .map(partition -> new TopicPartition(topic.name(), partition.partition()))
            .collect(Collectors.toMap(place -> place, place -> from));
    return admin
        .listOffsets(wanted)
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .entrySet()
        .stream()
        .map(entry -> new TopicPartitionOffset(
            entry.getKey().topic(), entry.getKey().partition(), entry.getValue().offset()))
        .toArray(TopicPartitionOffset[]::new);
  }

  private void read(List<ConsumerRecord<String, byte[]>> records) {
    for (var record : records) {
      if (record.value() != null) {
        read(record);
      }
    }
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    ResultEvent event;
    try {
      event = ResultEvent.of(results.deserialize(record.topic(), record.headers(), record.value()));
    } catch (RuntimeException e) {
      // Anyone can write to the topic: what is no result must not end the feed for the others.
      LOG.debug("{}-{}@{} is no result", record.topic(), record.partition(), record.offset(), e);
      return;
    }
    to.accept(event);
  }

  @Override
  public void close() {
    container.stop();
  }
}
