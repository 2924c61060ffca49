/** What becomes of tasks, and where Celery programs find it. */
@NullMarked
package io.millrace.connectors.celery.result;

import org.jspecify.annotations.NullMarked;
