package io.millrace.ingress.log;

import io.millrace.topology.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/**
 * Where the log is, and the client settings of everything here that uses it.
 *
 * @param group the group whose members lease the partitions of the results topic
 * @param repliesBeforeCommit whether callers are answered from results that are not committed yet
 * @param instanceId under which a restarted process finds its lease again at once; null for none
 * @param hearsResults whether most results are offered by a stage of this process before they are on the log
 */
public record LogConfig(
    String bootstrap,
    String group,
    Topics topics,
    boolean repliesBeforeCommit,
    @Nullable String instanceId,
    boolean hearsResults) {
  private static final int REQUEST_TIMEOUT_MS = 2500;
  private static final int DELIVERY_TIMEOUT_MS = 3000;
  private static final int BUFFER_BYTES = 128 << 20;
  private static final int BATCH_BYTES = 256 << 10;

  /** @param lingerMs how long a record waits for others to go with it */
  public Map<String, Object> producer(int lingerMs) {
    var p = common();
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    p.put(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
    // While one batch is under way the next one fills: batches as large as the load, without a
    // timer.
    p.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    p.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, topics.requests().settings().maxMessageBytes());
    p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    // Sends happen on event loops, which must never wait; what is not known or has no room fails at
    // once.
    p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
    p.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, TimeUnit.DAYS.toMillis(365));
    return p;
  }

  ConsumerFactory<String, byte[]> replies() {
    var p = consumers(repliesBeforeCommit ? "read_uncommitted" : "read_committed");
    return factory(p);
  }

  /** Reads results that are committed, for those who count or show them. */
  public ConsumerFactory<String, byte[]> committed() {
    return factory(consumers("read_committed"));
  }

  private Map<String, Object> consumers(String isolation) {
    var p = common();
    p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    p.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    p.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return p;
  }

  private static ConsumerFactory<String, byte[]> factory(Map<String, Object> settings) {
    return new DefaultKafkaConsumerFactory<>(
        settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  ConsumerFactory<byte[], byte[]> lease() {
    var p = common();
    p.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    if (instanceId != null) {
      p.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
    }
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    p.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    // The least that brokers allow: a process that was killed holds its lease for so long.
    p.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6000);
    p.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1000);
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new DefaultKafkaConsumerFactory<>(
        p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  public Admin admin() {
    var p = common();
    p.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    p.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000);
    return Admin.create(p);
  }

  private Map<String, Object> common() {
    var p = new HashMap<String, Object>();
    p.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    p.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50);
    p.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return p;
  }
}
