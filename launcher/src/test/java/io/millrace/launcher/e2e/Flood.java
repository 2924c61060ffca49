package io.millrace.launcher.e2e;

import io.millrace.model.Delivery;
import io.millrace.model.InferenceRequest;
import io.millrace.model.ModelName;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.topology.Topics;
import io.millrace.topology.serde.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes many requests to the request topic, and remembers which of them were acknowledged. */
final class Flood {
  final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Topics topics;
  private final String bootstrap;

  Flood(Topics topics, String bootstrap) {
    this.topics = topics;
    this.bootstrap = bootstrap;
  }

  /** Collects the requests and writes them all at once; returns when each has been acknowledged or has failed. */
  void send(String name, int requests) {
    var topic = topics.requests();
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ProducerConfig.LINGER_MS_CONFIG,
            5_000,
            ProducerConfig.BATCH_SIZE_CONFIG,
            16 << 20,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            64 << 20,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            256L << 20,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            20_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000),
        topic.keys().serializer(),
        topic.values().serializer())) {
      for (int i = 0; i < requests; i++) {
        var id = name + "-" + i;
        producer.send(
            new ProducerRecord<>(topic.name(), id, request(id, i)), (metadata, failure) -> {
              if (failure == null) {
                acknowledged.add(id);
              }
            });
      }
    }
  }

  private static InferenceRequest request(String id, int seed) {
    var row =
        Tensors.floats("features", Shape.of(1, 8), 2, 60 + seed % 20, 10, 1500, 3, 70, 40, 500);
    return new InferenceRequest(
        new RequestId(id),
        new ModelName("machine-health"),
        null,
        List.of(row),
        List.of(),
        Map.of(),
        Delivery.PROTOBUF);
  }
}
