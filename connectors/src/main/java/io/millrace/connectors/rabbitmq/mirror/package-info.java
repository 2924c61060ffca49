/** Topics mirrored to streams of RabbitMQ, and streams to topics, each record once. */
@NullMarked
package io.millrace.connectors.rabbitmq.mirror;

import org.jspecify.annotations.NullMarked;
