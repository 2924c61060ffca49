package io.millrace.topology.registry;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where the committed records of partitions end, asked over a connection of its own: on a consumer's the question would
 * wait for up to half a second behind a fetch that waits for records.
 */
final class CommittedEnds implements AutoCloseable {
  private final String bootstrap;
  private @Nullable Admin admin;
  private boolean closed;

  CommittedEnds(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /**
   * The offset behind the last committed record of each partition.
   *
   * @throws ExecutionException if the brokers refuse to tell
   * @throws TimeoutException if they do not in time, or this is closed
   */
  Map<TopicPartition, Long> of(Collection<TopicPartition> partitions, Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    var asked = partitions.stream()
        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    var answer = admin()
        .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    var ends = new HashMap<TopicPartition, Long>();
    answer.forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** Made when first needed: many views are only ever asked as they start. */
  private synchronized Admin admin() throws TimeoutException {
    if (closed) {
      throw new TimeoutException("closed");
    }
    if (admin == null) {
      admin = Admin.create(Map.of(
          AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
          bootstrap,
          AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
          500));
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
