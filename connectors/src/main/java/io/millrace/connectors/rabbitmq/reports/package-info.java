/** Reports of quality that QoA4ML's clients send over AMQP. */
@NullMarked
package io.millrace.connectors.rabbitmq.reports;

import org.jspecify.annotations.NullMarked;
