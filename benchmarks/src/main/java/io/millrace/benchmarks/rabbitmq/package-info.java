/** A RabbitMQ of the benchmarks' own, and what it costs. */
@NullMarked
package io.millrace.benchmarks.rabbitmq;

import org.jspecify.annotations.NullMarked;
