@NullMarked
package io.millrace.connectors.celery.request;

import org.jspecify.annotations.NullMarked;
