@NullMarked
package io.millrace.connectors.celery.message;

import org.jspecify.annotations.NullMarked;
