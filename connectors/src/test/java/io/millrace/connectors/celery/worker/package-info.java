@NullMarked
package io.millrace.connectors.celery.worker;

import org.jspecify.annotations.NullMarked;
