/** Mirrors between Kafka and streams of RabbitMQ, beside copies by the clients alone. */
@NullMarked
package io.millrace.benchmarks.mirror;

import org.jspecify.annotations.NullMarked;
