/** The truth of predictions in, and how right the models were out. */
@NullMarked
package io.millrace.ingress.predictions;

import org.jspecify.annotations.NullMarked;
