@NullMarked
package io.millrace.connectors.celery.broker;

import org.jspecify.annotations.NullMarked;
