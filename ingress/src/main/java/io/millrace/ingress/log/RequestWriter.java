package io.millrace.ingress.log;

import io.millrace.model.InferenceRequest;
import io.millrace.port.HeadStart;
import io.millrace.topology.PartitionChoice;
import io.millrace.topology.Topic;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests to the log without ever making its caller wait. A lone request leaves at once. Where many are under
 * way each waits for the others, up to two milliseconds, which costs it less than the log's work for a batch of its own
 * would cost them all; once about as many have gathered as are under way, nobody is left to wait for, and all leave.
 */
final class RequestWriter implements AutoCloseable {
  private static final int MANY = 16;
  private static final int GATHER_MS = 2;

  private record Gathered(
      ProducerRecord<String, InferenceRequest> record,
      Runnable onWritten,
      Consumer<Throwable> onFailure) {
    void sendBy(KeptProducer<String, InferenceRequest> producer) {
      try {
        producer.send(record, onWritten, onFailure);
      } catch (RuntimeException e) {
        // Whatever the client throws, its caller must hear, not the one who happens to send it.
        onFailure.accept(e);
      }
    }
  }

  private final HeadStart headStart;
  private final Topic<String, InferenceRequest> topic;
  private final KeptProducer<String, InferenceRequest> atOnce;
  private final KeptProducer<String, InferenceRequest> gathering;
  private final RecentLoad load = new RecentLoad();
  private final Wave wave = new Wave(TimeUnit.MILLISECONDS.toNanos(GATHER_MS));
  private final PartitionChoice choice = new PartitionChoice();
  private final ExecutorService flusher = Executors.newSingleThreadExecutor(task -> {
    var thread = new Thread(task, "requests-flush");
    thread.setDaemon(true);
    return thread;
  });
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile boolean flushing;
  private final Queue<Gathered> late = new ConcurrentLinkedQueue<>();
  private volatile int partitions;

  RequestWriter(LogConfig config, HeadStart headStart) {
    this.headStart = headStart;
    this.topic = config.topics().requests();
    this.atOnce = producer(config, 0);
    this.gathering = producer(config, GATHER_MS);
  }

  private KeptProducer<String, InferenceRequest> producer(LogConfig config, int lingerMs) {
    return new KeptProducer<>(
        config.producer(lingerMs), topic.keys().serializer(), topic.values().serializer());
  }

  /** Makes the producers know the topic, without which the first write would fail; false if they do not know it yet. */
  boolean prefetch() {
    try {
      gathering.get().partitionsFor(topic.name());
      partitions = atOnce.get().partitionsFor(topic.name()).size();
      return true;
    } catch (KafkaException | org.springframework.kafka.KafkaException e) {
      return false;
    }
  }

  /** Of the requests topic; 0 while that is not known. */
  int partitions() {
    return partitions;
  }

  /** Requests of a sequence share a partition and so keep their order; all others go where the moment's batch is. */
  ProducerRecord<String, InferenceRequest> record(
      @Nullable String sequence, InferenceRequest request) {
    return sequence == null
        ? new ProducerRecord<>(
            topic.name(), choice.of(System.nanoTime(), partitions), request.id().value(), request)
        : new ProducerRecord<>(topic.name(), sequence, request);
  }

  /**
   * Hands the record to a producer; one of {@code onWritten} and {@code onFailure} hears what became of it.
   *
   * @param underWay how many calls wait for results
   */
  void write(
      ProducerRecord<String, InferenceRequest> record,
      int underWay,
      Runnable onWritten,
      Consumer<Throwable> onFailure) {
    int most = load.most(underWay, System.nanoTime());
    // A sequence keeps its order only if all of it goes through one producer.
    boolean inSequence = record.partition() == null;
    if (!inSequence) {
      headStart.begin(record.value(), record.partition());
    }
    if (inSequence || most < MANY) {
      atOnce.send(record, onWritten, onFailure);
      headStart.run();
      return;
    }
    gather(new Gathered(record, onWritten, onFailure));
    if (wave.isFull(most, System.nanoTime()) && asked.compareAndSet(false, true)) {
      flusher.execute(this::flush);
      headStart.run();
    }
  }

  /**
   * What comes while a wave is written would leave as a small one behind it, so it waits for the next: for the end of that
   * writing, and then like all.
   */
  private void gather(Gathered one) {
    if (flushing) {
      late.add(one);
      if (!flushing) {
        sendLate();
      }
    } else {
      one.sendBy(gathering);
    }
  }

  private void sendLate() {
    for (var one = late.poll(); one != null; one = late.poll()) {
      one.sendBy(gathering);
    }
  }

  /** In a thread of its own, since flushing waits until all is written. */
  private void flush() {
    // Until now the last of the wave could join it; who fills the next asks again, also while this
    // one is written.
    wave.leaves();
    flushing = true;
    asked.set(false);
    try {
      gathering.get().flush();
    } finally {
      flushing = false;
      sendLate();
    }
  }

  @Override
  public void close() {
    atOnce.close();
    gathering.close();
    flusher.shutdownNow();
  }
}
