/** What a worker has taken from the broker, on the log: so that nothing is lost or done twice when it is killed. */
@NullMarked
package io.millrace.connectors.celery.journal;

import org.jspecify.annotations.NullMarked;
