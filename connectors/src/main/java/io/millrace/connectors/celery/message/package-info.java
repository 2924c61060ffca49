/** Celery's messages, of protocol 1 and 2, read and written without a broker. */
@NullMarked
package io.millrace.connectors.celery.message;

import org.jspecify.annotations.NullMarked;
