package io.millrace.launcher.e2e;

import static org.awaitility.Awaitility.await;

import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Ends of a topic's partitions, with and without what is not committed yet. */
record Offsets(Admin admin, Topic<?, ?> topic) {
  /** Whether a transaction that has written to the topic is open. */
  boolean hasOpenTransaction() throws ExecutionException, InterruptedException {
    return end(IsolationLevel.READ_UNCOMMITTED) > end(IsolationLevel.READ_COMMITTED);
  }

  /** Waits until one transaction has been committed since that end, and the next is open. */
  void awaitNextTransaction(long committedEnd, Duration patience) {
    await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> end(IsolationLevel.READ_COMMITTED) > committedEnd && hasOpenTransaction());
  }

  long end(IsolationLevel level) throws ExecutionException, InterruptedException {
    var latest = IntStream.range(0, topic.settings().partitions())
        .mapToObj(partition -> new TopicPartition(topic.name(), partition))
        .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    var found = admin.listOffsets(latest, new ListOffsetsOptions(level)).all().get();
    return found.values().stream().mapToLong(info -> info.offset()).sum();
  }
}
