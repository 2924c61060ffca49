/** Which task asks which model what, and how arguments become tensors and tensors results. */
@NullMarked
package io.millrace.connectors.celery.mapping;

import org.jspecify.annotations.NullMarked;
