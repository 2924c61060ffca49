package io.millrace.benchmarks.pipeline;

import io.millrace.model.InferenceResult;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.model.Timings;
import io.millrace.topology.Stage;
import io.millrace.topology.Topics;
import io.millrace.topology.serde.RequestDecoder;
import io.millrace.topology.serde.Tensors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads every request and writes a result of the size that the model's has, with the same headers, at once. */
final class ModellessStage implements Stage {
  // The figures of a loaded stage, since their length on the log depends on their size.
  private static final Timings TIMINGS = new Timings(60_000_000, 10_000, 1000, 500);

  private final Topics topics;
  private final List<Tensor> outputs;

  ModellessStage(Topics topics, Mlp model) {
    this.topics = topics;
    this.outputs = List.of(
        Tensors.floats(Mlp.OUTPUT, Shape.of(1, model.outputs()), new float[model.outputs()]));
  }

  @Override
  public String name() {
    return "modelless";
  }

  @Override
  public void addTo(StreamsBuilder builder) {
    var results = topics.results();
    var answers = topics
        .requests()
        .raw()
        .read(builder)
        .process(
            () -> new Answering(results.name(), results.values().serializer()), Named.as("answer"));
    // The served stage's sink asks for each record's partition too; these requests want none.
    results.raw().write(answers, (topic, key, value, partitions) -> Optional.empty());
  }

  private final class Answering implements Processor<byte[], byte[], byte[], byte[]> {
    private final String topic;
    private final Serializer<InferenceResult> serializer;
    private @Nullable ProcessorContext<byte[], byte[]> context;

    Answering(String topic, Serializer<InferenceResult> serializer) {
      this.topic = topic;
      this.serializer = serializer;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
      this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      var to = Objects.requireNonNull(context);
      var at = to.recordMetadata().orElseThrow();
      var request = RequestDecoder.decode(
          record.headers(),
          record.key(),
          record.value(),
          at.topic(),
          at.partition(),
          at.offset(),
          record.timestamp());
      var answer = new InferenceResult.Answered(
          request.id(), request.model(), Workbench.VERSION, outputs, TIMINGS, request.delivery());
      var headers = new RecordHeaders();
      var bytes = serializer.serialize(topic, headers, answer);
      var key = request.id().value().getBytes(StandardCharsets.UTF_8);
      to.forward(new Record<>(key, bytes, record.timestamp(), headers));
    }
  }
}
