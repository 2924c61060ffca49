@NullMarked
package io.millrace.connectors.celery.canvas;

import org.jspecify.annotations.NullMarked;
