/** Celery tasks: Millrace beside a worker in Python, at the same broker and for the same clients. */
@NullMarked
package io.millrace.benchmarks.celery;

import org.jspecify.annotations.NullMarked;
