/** Millrace as a Celery worker: from the broker's queues to the log, and from the log to whoever waits. */
@NullMarked
package io.millrace.connectors.celery.worker;

import org.jspecify.annotations.NullMarked;
