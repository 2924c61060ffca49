@NullMarked
package io.millrace.benchmarks.celery;

import org.jspecify.annotations.NullMarked;
