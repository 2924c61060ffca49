/** Tasks that try a worker's patience. */
@NullMarked
package io.millrace.launcher.celery.task;

import org.jspecify.annotations.NullMarked;
