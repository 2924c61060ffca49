/** Celery's use of an AMQP broker: its queues, and messages that are confirmed. */
@NullMarked
package io.millrace.connectors.celery.broker;

import org.jspecify.annotations.NullMarked;
