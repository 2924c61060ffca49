/** Model repository, batch-ahead and ONNX sessions: the inference stage. */
@NullMarked
package io.millrace.inference;

import org.jspecify.annotations.NullMarked;
