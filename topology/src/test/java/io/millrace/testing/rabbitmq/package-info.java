/** A real RabbitMQ for tests, with its own ports and its own data. */
@NullMarked
package io.millrace.testing.rabbitmq;

import org.jspecify.annotations.NullMarked;
