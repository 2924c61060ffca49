@NullMarked
package io.millrace.connectors.celery.task;

import org.jspecify.annotations.NullMarked;
