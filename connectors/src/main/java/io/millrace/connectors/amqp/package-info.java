/** Connections to an AMQP 0-9-1 broker: addresses as Celery reads them, TLS, names, and coming back after a loss. */
@NullMarked
package io.millrace.connectors.amqp;

import org.jspecify.annotations.NullMarked;
