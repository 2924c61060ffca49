package io.millrace.inference.onnx;

import ai.onnxruntime.OrtException;
import io.millrace.model.DataType;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds out by trying whether a model treats the rows of its first axis on their own: two different rows must give
 * together what each gives alone. A first axis of any size may as well be a length, or the model may mix rows (a
 * mean over the batch), and then requests that share a batch would change each other's answers.
 */
final class BatchProbe {
  private static final double TOLERANCE = 1e-3;
  private static final long LARGEST_ROW = 1 << 22;

  private final OnnxModel model;

  BatchProbe(OnnxModel model) {
    this.model = model;
  }

  boolean rowsAreIndependent() {
    if (rowIsTooLarge()) {
      return false; // nothing is gained by batching such rows
    }
    var first = row(0);
    var second = row(1);
    List<List<Tensor>> alone;
    try {
      alone =
          List.of(model.run(List.of(first)).get(0), model.run(List.of(second)).get(0));
    } catch (OrtException | InvalidRequestException e) {
      // The made-up rows mean nothing to this model (an index out of range, say): its declared axes
      // must do.
      return true;
    }
    try {
      return agree(alone, model.run(List.of(first, second)));
    } catch (OrtException | InvalidRequestException e) {
      return false;
    }
  }

  private boolean rowIsTooLarge() {
    for (var input : model.signature().inputs()) {
      double elements = 1;
      for (long dim : input.shape().dims()) {
        elements *= Math.max(1, dim);
      }
      if (elements > LARGEST_ROW) {
        return true;
      }
    }
    return false;
  }

  private static boolean agree(List<List<Tensor>> alone, List<List<Tensor>> together) {
    for (int request = 0; request < alone.size(); request++) {
      for (int output = 0; output < alone.get(request).size(); output++) {
        if (!close(alone.get(request).get(output), together.get(request).get(output))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean close(Tensor one, Tensor other) {
    if (!one.shape().equals(other.shape())) {
      return false;
    }
    var a = one.view();
    var b = other.view();
    return switch (one.type()) {
      case FP32 -> {
        boolean same = true;
        while (a.hasRemaining()) {
          same &= close(a.getFloat(), b.getFloat());
        }
        yield same;
      }
      case FP64 -> {
        boolean same = true;
        while (a.hasRemaining()) {
          same &= close(a.getDouble(), b.getDouble());
        }
        yield same;
      }
      // A 16-bit float's last bits may differ with the batch; its shape has been compared.
      case FP16, BF16 -> true;
      case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> a.equals(b);
    };
  }

  private static boolean close(double one, double other) {
    return Double.compare(one, other) == 0
        || Math.abs(one - other)
            <= TOLERANCE * Math.max(1, Math.max(Math.abs(one), Math.abs(other)));
  }

  private List<Tensor> row(int value) {
    var row = new ArrayList<Tensor>();
    for (var input : model.signature().inputs()) {
      row.add(filled(input, value));
    }
    return row;
  }

  private static Tensor filled(TensorSpec input, int value) {
    var dims = input.shape().dims();
    Arrays.setAll(dims, axis -> Math.max(1, dims[axis]));
    var shape = Shape.of(dims);
    int elements = Math.toIntExact(shape.elements());
    int size = input.type() == DataType.BYTES ? Integer.BYTES + 1 : input.type().size();
    var data = ByteBuffer.allocate(elements * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      put(data, input.type(), value);
    }
    return new Tensor(input.name(), input.type(), shape, data.flip());
  }

  private static void put(ByteBuffer data, DataType type, int value) {
    switch (type) {
      case BOOL, UINT8, INT8 -> data.put((byte) value);
      case UINT16, INT16 -> data.putShort((short) value);
      // 1.0 in each of the two 16-bit formats.
      case FP16 -> data.putShort((short) (value == 0 ? 0 : 0x3C00));
      case BF16 -> data.putShort((short) (value == 0 ? 0 : 0x3F80));
      case UINT32, INT32 -> data.putInt(value);
      case UINT64, INT64 -> data.putLong(value);
      case FP32 -> data.putFloat(value);
      case FP64 -> data.putDouble(value);
      case BYTES -> data.putInt(1).put((byte) ('0' + value));
    }
  }
}
