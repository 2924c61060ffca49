package io.millrace.topology;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/** The Kafka Streams settings of a stage: common ones, then the profile's, the stage's and the user's. */
final class StageProperties {
  // Long enough for a model that takes seconds: a transaction that outlives this is undone and done
  // again, for ever.
  // A stage that is killed does not make readers wait for it, since it comes back under the same
  // transactional id.
  private static final int TRANSACTION_TIMEOUT_MS = 10_000;
  private static final int SESSION_TIMEOUT_MS = 10_000;
  // What is read ahead should fit the processor's caches; more of it made requests dearer.
  private static final int MOST_RECORDS_A_POLL = 500;
  private static final int BATCH_BYTES = 64 << 10;
  // As a rule what has to be waited for is the end of a transaction, a matter of milliseconds.
  private static final int RETRY_BACKOFF_MS = 5;
  private static final int FETCH_BYTES = 4 << 20;

  private StageProperties() {}

  static Map<String, Object> of(Stage stage, StageConfig config) {
    var properties = common(stage, config);
    properties.putAll(config.profile().settings());
    properties.putAll(stage.settings());
    properties.putAll(config.overrides());
    return properties;
  }

  private static Map<String, Object> common(Stage stage, StageConfig config) {
    var p = new HashMap<String, Object>();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, config.topics().prefix() + stage.name());
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
    p.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
    p.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, RecordTime.class);
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    p.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, InstanceId.in(config.stateDirectory()));
    p.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    p.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
        MOST_RECORDS_A_POLL);
    p.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        TRANSACTION_TIMEOUT_MS);
    // Room for what gathers while a request is under way; nothing waits for it to fill.
    p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    // While one batch is under way the next one fills. More of them would only be sent again: the
    // first
    // batch of a transaction may have to wait for the end of the one before, and those behind it
    // are then
    // out of sequence.
    p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), RETRY_BACKOFF_MS);
    p.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        FETCH_BYTES);
    // Kafka's own 64 KiB would cap what one round trip brings; the system's size grows with need.
    p.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG),
        CommonClientConfigs.RECEIVE_BUFFER_LOWER_BOUND);
    // Whether a result fits is decided by the stage against the topic's own limit.
    p.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Integer.MAX_VALUE >> 4);
    // Records that a stage reads through a serde and cannot: the stages that must answer read bytes
    // themselves.
    p.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    p.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
        config.topics().deadLetters().name());
    p.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return p;
  }
}
