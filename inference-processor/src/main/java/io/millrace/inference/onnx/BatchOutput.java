package io.millrace.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtUtil;
import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** One output of a batch, from which each request takes its rows. */
final class BatchOutput {
  private final TensorSpec spec;
  private final Shape shape;
  private final ByteBuffer data;
  private int nextByte;
  private Shape part;

  BatchOutput(TensorSpec spec, OnnxTensor tensor) throws OrtException {
    this.spec = spec;
    this.shape = Shape.of(tensor.getInfo().getShape());
    this.part = shape;
    this.data = spec.type() == DataType.BYTES ? bytes(spec, tensor) : tensor.getByteBuffer();
  }

  /** Whether the first axis has that many rows. */
  boolean hasRows(long rows) {
    return shape.rank() > 0 && shape.rows() == rows;
  }

  Tensor whole() {
    return new Tensor(spec.name(), spec.type(), shape, data);
  }

  /** The next rows; requests take theirs in the order in which they were laid in. */
  Tensor next(long rows) {
    if (part.rows() != rows) { // mostly the same as the request before
      part = shape.withRows(rows);
    }
    int length = spec.type() == DataType.BYTES
        ? lengthOfStrings(part.elements())
        : Math.toIntExact(part.elements() * spec.type().size());
    var slice = data.slice(nextByte, length);
    nextByte += length;
    return new Tensor(spec.name(), spec.type(), part, slice);
  }

  private int lengthOfStrings(long elements) {
    var view = data.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(nextByte);
    for (long i = 0; i < elements; i++) {
      int length = view.getInt();
      view.position(view.position() + length);
    }
    return view.position() - nextByte;
  }

  private static ByteBuffer bytes(TensorSpec spec, OnnxTensor tensor) throws OrtException {
    var strings = tensor.getValue();
    var flat =
        strings instanceof String one ? new String[] {one} : OrtUtil.flattenString(array(strings));
    requireExact(spec, tensor, flat);
    var encoded = new byte[flat.length][];
    int size = 0;
    for (int i = 0; i < flat.length; i++) {
      encoded[i] = flat[i].getBytes(StandardCharsets.UTF_8);
      size += Integer.BYTES + encoded[i].length;
    }
    var buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (var bytes : encoded) {
      buffer.putInt(bytes.length).put(bytes);
    }
    return buffer.flip();
  }

  private static void requireExact(TensorSpec spec, OnnxTensor tensor, String[] read)
      throws OrtException {
    int altered = ExactStrings.firstAltered(OrtEnvironment.getEnvironment(), tensor, read);
    if (altered >= 0) {
      throw new InvalidRequestException(
          FailureCode.UNSUPPORTED,
          "output \"%s\": the BYTES element %d cannot be read from the model as it is; it has a NUL, a character above U+FFFF, or bytes that are no UTF-8"
              .formatted(spec.name(), altered));
    }
  }

  private static Object[] array(Object strings) {
    return (Object[]) strings;
  }
}
