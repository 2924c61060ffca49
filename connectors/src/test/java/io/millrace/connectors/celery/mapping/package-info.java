@NullMarked
package io.millrace.connectors.celery.mapping;

import org.jspecify.annotations.NullMarked;
