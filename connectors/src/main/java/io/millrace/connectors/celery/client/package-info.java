/** Models that are tasks of Celery workers elsewhere: requests become calls, and what comes back becomes results. */
@NullMarked
package io.millrace.connectors.celery.client;

import org.jspecify.annotations.NullMarked;
