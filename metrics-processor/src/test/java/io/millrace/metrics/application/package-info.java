@NullMarked
package io.millrace.metrics.application;

import org.jspecify.annotations.NullMarked;
