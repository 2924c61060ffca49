/** Tasks in Java that Celery programs call by their names. */
@NullMarked
package io.millrace.examples.celery;

import org.jspecify.annotations.NullMarked;
