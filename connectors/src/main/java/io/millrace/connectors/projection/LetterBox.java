package io.millrace.connectors.projection;

import io.millrace.connectors.projection.Target.Refusal;
import io.millrace.topology.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what a target refuses among the dead letters, and waits until they are there. */
final class LetterBox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);

  private final String stage;
  private final String topic;
  private final Supplier<Producer<byte[], byte[]>> open;
  private @Nullable Producer<byte[], byte[]> producer;

  LetterBox(String stage, String topic, Supplier<Producer<byte[], byte[]>> open) {
    this.stage = stage;
    this.topic = topic;
    this.open = open;
  }

  /** Where a record stood. */
  private record Place(String topic, int partition, long offset)
      implements org.apache.kafka.streams.processor.api.RecordMetadata {}

  /** @throws KafkaException if the log does not take them; some may be there all the same */
  void post(List<Refusal> refusals) throws InterruptedException {
    if (refusals.isEmpty()) {
      return;
    }
    var to = producer == null ? open.get() : producer;
    producer = to;
    var sent = new ArrayList<Future<RecordMetadata>>();
    for (var refusal : refusals) {
      sent.add(to.send(letter(refusal)));
    }
    to.flush();
    for (int i = 0; i < sent.size(); i++) {
      await(sent.get(i), refusals.get(i));
    }
  }

  private static void await(Future<RecordMetadata> sent, Refusal refusal)
      throws InterruptedException {
    try {
      sent.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RecordTooLargeException) {
        // There is room for every record of ours and its reason; for others' this must do.
        LOG.error(
            "no dead letter can hold {} offset {}: {}",
            refusal.record().topic(),
            refusal.record().offset(),
            refusal.reason());
        return;
      }
      throw new KafkaException("the dead letters cannot be written", e.getCause());
    }
  }

  private ProducerRecord<byte[], byte[]> letter(Refusal refusal) {
    var found = refusal.record();
    var at = new Place(found.topic(), found.partition(), found.offset());
    Headers headers = DeadLetters.headers(found.headers(), at, stage, refusal.reason());
    return new ProducerRecord<>(topic, null, found.key(), found.value(), headers);
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close();
    }
  }
}
