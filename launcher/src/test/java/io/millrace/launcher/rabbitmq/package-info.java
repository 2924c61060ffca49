/** Bridges between Kafka and RabbitMQ, both real. */
@NullMarked
package io.millrace.launcher.rabbitmq;

import org.jspecify.annotations.NullMarked;
