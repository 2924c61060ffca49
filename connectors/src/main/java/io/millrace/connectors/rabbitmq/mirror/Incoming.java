package io.millrace.connectors.rabbitmq.mirror;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is made of a message of a stream.
 *
 * @param record to be written; null if it came from the very topic, and is passed over
 * @param refused whether the record is a dead letter
 */
record Incoming(@Nullable ProducerRecord<byte[], byte[]> record, boolean refused) {}
