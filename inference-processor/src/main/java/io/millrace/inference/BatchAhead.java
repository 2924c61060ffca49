package io.millrace.inference;

import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Batching without a buffer that could lose anything: looks through each poll before its records are processed, groups
 * the requests into chunks, and keeps for every record where its answer will be. Nothing here outlives a task, and a
 * record that finds no slot is computed alone, so a crash or a rebalance has nothing to recover.
 *
 * <p>A partition's slots are used by the one stream thread that owns the partition.
 */
final class BatchAhead {
  private final String topic;
  private final RequestReader reader;
  private final InferenceConfig config;
  private final Clocks clocks;
  private final BatchCounters counters;
  private final Early early;
  private final RunAhead runAhead;
  private final Map<TopicPartition, Deque<Slot>> slots = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Job.Moment> polls = new ConcurrentHashMap<>();

  BatchAhead(
      String topic,
      RequestReader reader,
      InferenceConfig config,
      Clocks clocks,
      BatchCounters counters,
      Early early,
      RunAhead runAhead) {
    this.counters = counters;
    this.early = early;
    this.runAhead = runAhead;
    this.topic = topic;
    this.reader = reader;
    this.config = config;
    this.clocks = clocks;
  }

  /** Prepares chunks for the requests of a poll. */
  void lookAhead(ConsumerRecords<byte[], byte[]> poll) {
    var open = new OpenChunks(config, early);
    var seen = clocks.moment();
    long room = config.maxPollBytes();
    // Of all, also where not all is read ahead.
    poll.partitions().stream()
        .filter(partition -> partition.topic().equals(topic))
        .forEach(partition -> polls.put(partition, seen));
    for (var partition : poll.partitions()) {
      if (partition.topic().equals(topic)) {
        var queue = slots.computeIfAbsent(partition, p -> new ArrayDeque<>());
        for (var record : poll.records(partition)) {
          room -= record.value() == null ? 0 : record.value().length;
          // What is read ahead stays in memory until it is reached; the rest of a huge poll is
          // computed alone.
          if (room < 0) {
            return;
          }
          enqueue(queue, record, open, seen);
        }
      }
    }
  }

  private void enqueue(
      Deque<Slot> queue, ConsumerRecord<byte[], byte[]> record, OpenChunks open, Job.Moment seen) {
    if (!queue.isEmpty() && queue.peekLast().offset() >= record.offset()) {
      // The consumer went back: what stands here belongs to a past that is done again.
      queue.clear();
    }
    var slot = prepare(record, open, seen);
    if (slot != null) {
      queue.addLast(slot);
    }
  }

  /** The record's slot; null for a model that is not known or not loaded yet, for which only the processor may wait. */
  private @Nullable Slot prepare(
      ConsumerRecord<byte[], byte[]> record, OpenChunks open, Job.Moment seen) {
    var run = runAhead.take(record);
    if (run != null) {
      return slot(record, run);
    }
    var read = reader.read(record, seen, open.targets());
    return read instanceof RequestReader.Unknown || read instanceof RequestReader.Waiting
        ? null
        : slot(record.offset(), read, open);
  }

  private static Slot slot(ConsumerRecord<byte[], byte[]> record, RunAhead.Run run) {
    return Slot.of(record.offset(), run.job(), run.chunk());
  }

  private Slot slot(long offset, RequestReader.Read read, OpenChunks open) {
    if (read instanceof RequestReader.Refused refused) {
      return Slot.of(offset, refused.failure(), refused.deadLetter());
    }
    if (read instanceof RequestReader.Elsewhere elsewhere) {
      return Slot.of(offset, elsewhere.call());
    }
    var ready = (RequestReader.Ready) read;
    return Slot.of(offset, ready.job(), open.add(ready));
  }

  /**
   * What becomes of a record: from its slot, or computed alone.
   *
   * @throws IllegalStateException if the registry cannot be read to its end, so that nothing can be said of a model
   */
  Outcome outcome(
      TopicPartition partition, long offset, Supplier<ConsumerRecord<byte[], byte[]>> record) {
    var slot = take(partition, offset);
    if (slot == null || !isDone(slot)) {
      counters.missed();
      slot = alone(partition, record.get());
    }
    if (slot.call() != null) {
      return new Outcome(null, null, null, slot.call(), false);
    }
    if (slot.failure() != null) {
      return new Outcome(slot.failure(), slot.deadLetter(), null, null, false);
    }
    var job = Objects.requireNonNull(slot.job());
    return new Outcome(job.result(), null, job.inputSample(), null, job.isTold());
  }

  /** Has the slot's job done; false if its model has been unloaded since it was prepared. */
  private boolean isDone(Slot slot) {
    return slot.chunk() == null || slot.chunk().run(clocks, counters);
  }

  /** The record's slot, done: a model that is unloaded between the look and the run is loaded again. */
  private Slot alone(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
    var run = runAhead.take(record);
    if (run != null && run.chunk().run(clocks, counters)) {
      return slot(record, run);
    }
    Slot slot;
    do {
      var seen = clocks.moment();
      var read = reader.settled(record, seen, polls.getOrDefault(partition, seen));
      slot = read instanceof RequestReader.Unknown unknown
          ? Slot.of(record.offset(), unknown.failure(), null)
          : slot(record.offset(), read, new OpenChunks(config, early));
    } while (!isDone(slot));
    return slot;
  }

  private @Nullable Slot take(TopicPartition partition, long offset) {
    var queue = slots.get(partition);
    if (queue == null) {
      return null;
    }
    while (!queue.isEmpty() && queue.peekFirst().offset() < offset) {
      queue.removeFirst();
    }
    return !queue.isEmpty() && queue.peekFirst().offset() == offset ? queue.removeFirst() : null;
  }

  /** Forgets what was prepared for a partition, because its task opens or closes. */
  void drop(TopicPartition partition) {
    slots.remove(partition);
    polls.remove(partition);
  }

  BatchStatistics statistics() {
    return counters.read();
  }

  /**
   * What becomes of a record: it has a result, or is passed on as a call.
   *
   * @param maybeResult null where it is passed on
   * @param deadLetter why it goes to the dead letters; null: it does not
   * @param inputs a sample of what was answered to; null where it is not watched
   * @param call the request as it is passed on; null where it is answered here
   * @param told whether callers have heard of the result
   */
  record Outcome(
      @Nullable InferenceResult maybeResult,
      @Nullable String deadLetter,
      byte @Nullable [] inputs,
      @Nullable InferenceRequest call,
      boolean told) {
    InferenceResult result() {
      return Objects.requireNonNull(maybeResult, "the request is passed on");
    }
  }
}
