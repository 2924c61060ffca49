/** ONNX Runtime: sessions, signatures, and running a batch. */
@NullMarked
package io.millrace.inference.onnx;

import org.jspecify.annotations.NullMarked;
