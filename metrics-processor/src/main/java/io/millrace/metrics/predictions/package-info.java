/** What Millrace knows of its own predictions: how fast and sure they were, and how right once the truth is known. */
@NullMarked
package io.millrace.metrics.predictions;

import org.jspecify.annotations.NullMarked;
