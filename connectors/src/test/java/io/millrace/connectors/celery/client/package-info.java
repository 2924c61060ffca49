@NullMarked
package io.millrace.connectors.celery.client;

import org.jspecify.annotations.NullMarked;
