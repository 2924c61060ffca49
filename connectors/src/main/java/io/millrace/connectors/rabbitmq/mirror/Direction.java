package io.millrace.connectors.rabbitmq.mirror;

/** Which way records go. */
public enum Direction {
  /** From a topic of Kafka to a stream of RabbitMQ. */
  TO_STREAM,
  /** From a stream of RabbitMQ to a topic of Kafka. */
  TO_TOPIC
}
