package io.millrace.ingress.windows;

import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.log.LogConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads on for one subscriber from where it had come, until what it lacks is in the feed's memory. */
final class LogResuming implements WindowFeed.Resuming {
  private static final Duration POLL = Duration.ofMillis(100);

  private final LogConfig config;
  private final WindowRecords records;
  private volatile boolean closed;

  LogResuming(LogConfig config, WindowRecords records) {
    this.config = config;
    this.records = records;
  }

  @Override
  public void resume(Subscriber subscriber, WindowFeed feed) {
    try (var consumer = config.committed().createConsumer()) {
      var partitions = partitions(subscriber.positions().partitions());
      consumer.assign(partitions);
      skipWhatIsGone(consumer, partitions, subscriber);
      for (var partition : partitions) {
        consumer.seek(partition, subscriber.positions().next(partition.partition()));
      }
      while (!closed && !subscriber.isGone() && !feed.join(subscriber)) {
        read(consumer, partitions, subscriber);
      }
      if (closed) {
        subscriber.complete();
      }
    } catch (RuntimeException e) {
      // Whatever it is, the one who waits must hear of it.
      subscriber.fail(RefusedException.unavailable("the windows cannot be read now: " + e));
    }
  }

  private List<TopicPartition> partitions(int count) {
    var name = config.topics().windows().name();
    return IntStream.range(0, count).mapToObj(i -> new TopicPartition(name, i)).toList();
  }

  private static void skipWhatIsGone(
      Consumer<String, byte[]> consumer, List<TopicPartition> partitions, Subscriber subscriber) {
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    for (var place : partitions) {
      int partition = place.partition();
      long wanted = subscriber.positions().next(partition);
      long from = first.getOrDefault(place, wanted);
      long to = end.getOrDefault(place, wanted);
      if (wanted < from) {
        subscriber.skip(partition, from, "the log does not keep them any more");
      } else if (wanted > to) {
        subscriber.skip(partition, to, "the log ends before them: it is not the one it was");
      }
    }
  }

  private void read(
      Consumer<String, byte[]> consumer, List<TopicPartition> partitions, Subscriber subscriber) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      var result = records.read(record);
      if (result != null) {
        subscriber.put(WindowEvent.of(record.partition(), record.offset(), result));
      }
      if (subscriber.isGone()) {
        return;
      }
    }
    // Past what is no result too, such as the ends of transactions.
    for (var partition : partitions) {
      subscriber.advance(partition.partition(), consumer.position(partition));
    }
  }

  /** Ends what is under way. */
  void close() {
    closed = true;
  }
}
