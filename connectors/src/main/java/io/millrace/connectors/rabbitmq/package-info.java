/** Places of RabbitMQ's stream protocol. */
@NullMarked
package io.millrace.connectors.rabbitmq;

import org.jspecify.annotations.NullMarked;
