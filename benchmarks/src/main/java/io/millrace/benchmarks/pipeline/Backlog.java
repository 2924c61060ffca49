package io.millrace.benchmarks.pipeline;

import io.millrace.model.Delivery;
import io.millrace.model.InferenceRequest;
import io.millrace.model.ModelName;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.topology.serde.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Requests of one row each that wait in the requests topic, equally many in every partition.
 *
 * @param perPartition requests in each partition
 */
record Backlog(long perPartition) {
  private static final int DIFFERENT_ROWS = 1024;
  private static final int RECORD_OVERHEAD = 150;

  /** How much to prepare: the lesser of the two. */
  record Limit(long requests, long bytes) {
    Backlog of(Mlp model) {
      long size = (long) Float.BYTES * model.inputs() + RECORD_OVERHEAD;
      return new Backlog(Math.min(requests, bytes / size) / Workbench.PARTITIONS);
    }
  }

  long requests() {
    return perPartition * Workbench.PARTITIONS;
  }

  void fill(Workbench bench, Mlp model) {
    var topic = bench.topics().requests();
    var rows = rows(model);
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bench.bootstrap());
    config.put("linger.ms", 20);
    config.put("batch.size", 128 << 10);
    try (var producer =
        new KafkaProducer<>(config, topic.keys().serializer(), topic.values().serializer())) {
      for (long i = 0; i < requests(); i++) {
        var id = "request-" + i;
        var request = request(id, model, rows.get((int) (i % rows.size())));
        producer.send(
            new ProducerRecord<>(topic.name(), (int) (i % Workbench.PARTITIONS), id, request));
      }
    }
  }

  private static List<Tensor> rows(Mlp model) {
    var random = new Random(1);
    var rows = new ArrayList<Tensor>();
    for (int i = 0; i < DIFFERENT_ROWS; i++) {
      var values = new float[model.inputs()];
      for (int j = 0; j < values.length; j++) {
        values[j] = random.nextFloat();
      }
      rows.add(Tensors.floats(Mlp.INPUT, Shape.of(1, values.length), values));
    }
    return rows;
  }

  private static InferenceRequest request(String id, Mlp model, Tensor row) {
    return new InferenceRequest(
        new RequestId(id),
        new ModelName(model.toString()),
        null,
        List.of(row),
        List.of(),
        Map.of(),
        Delivery.PROTOBUF);
  }
}
