package io.millrace.connectors.quality;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many records groups of consumers are behind. */
final class GroupLag implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLag.class);
  private static final int PATIENCE_MS = 5000;

  private final Admin admin;

  GroupLag(String bootstrap) {
    admin = Admin.create(Map.of(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrap,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        PATIENCE_MS,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        PATIENCE_MS));
  }

  /** The records of all partitions that a group has not read yet; -1: it cannot be told now. */
  long of(String group) {
    try {
      var read = admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
      var wanted = new HashMap<TopicPartition, OffsetSpec>();
      read.forEach((partition, offset) -> {
        if (offset != null) {
          wanted.put(partition, OffsetSpec.latest());
        }
      });
      var ends = admin.listOffsets(wanted).all().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
      long behind = 0;
      for (var end : ends.entrySet()) {
        var place = read.get(end.getKey());
        behind += place == null ? 0 : Math.max(0, end.getValue().offset() - place.offset());
      }
      return behind;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the lag of group {} cannot be told: {}", group, e.toString());
      return -1;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
