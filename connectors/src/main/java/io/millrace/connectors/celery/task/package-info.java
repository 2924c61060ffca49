/** Tasks written in Java: implement {@link io.millrace.connectors.celery.task.CeleryTask}, name it for the ServiceLoader. */
@NullMarked
package io.millrace.connectors.celery.task;

import org.jspecify.annotations.NullMarked;
