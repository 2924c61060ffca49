/** Celery: Millrace as a worker of unchanged Celery programs, and as a client of unchanged Celery workers. */
@NullMarked
package io.millrace.connectors.celery;

import org.jspecify.annotations.NullMarked;
