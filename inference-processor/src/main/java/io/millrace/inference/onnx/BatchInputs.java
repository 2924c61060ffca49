package io.millrace.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.millrace.model.DataType;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lays the rows of several requests behind each other in memory that ONNX Runtime reads in place. */
final class BatchInputs {
  // A thread's buffers stay for the next batch; above this size they are given back.
  private static final int KEPT_BYTES = 8 << 20;
  private static final int SMALLEST_BYTES = 64 << 10;

  private final OrtEnvironment environment;
  private final List<TensorSpec> specs;
  private final List<String> feeds;
  private final ThreadLocal<ByteBuffer[]> buffers;

  BatchInputs(OrtEnvironment environment, List<TensorSpec> specs, List<String> feeds) {
    this.environment = environment;
    this.specs = specs;
    this.feeds = feeds;
    this.buffers = ThreadLocal.withInitial(() -> new ByteBuffer[specs.size()]);
  }

  /**
   * One tensor for each input.
   *
   * @param requests each with its tensors in the model's order
   * @param rows of all requests together
   */
  Map<String, OnnxTensor> of(List<List<Tensor>> requests, long rows) throws OrtException {
    var tensors = new HashMap<String, OnnxTensor>();
    try {
      for (int i = 0; i < specs.size(); i++) {
        tensors.put(feeds.get(i), tensor(i, requests, rows));
      }
      return tensors;
    } catch (OrtException | RuntimeException e) {
      tensors.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  private OnnxTensor tensor(int input, List<List<Tensor>> requests, long rows) throws OrtException {
    var first = requests.get(0).get(input).shape();
    var shape = requests.size() == 1 ? first : first.withRows(rows);
    if (specs.get(input).type() == DataType.BYTES) {
      return ExactStrings.tensor(environment, elements(input, requests, shape), shape.dims());
    }
    int bytes = 0;
    for (var request : requests) {
      bytes += request.get(input).data().remaining();
    }
    var buffer = buffer(input, bytes);
    for (var request : requests) {
      // Puts through a duplicate, since a request's own buffer must keep its position.
      buffer.put(request.get(input).data().duplicate());
    }
    return OnnxTensor.createTensor(
        environment,
        buffer.flip(),
        shape.dims(),
        OnnxTypes.java(specs.get(input).type()));
  }

  private ByteBuffer buffer(int input, int bytes) {
    var mine = buffers.get();
    var kept = mine[input];
    if (kept == null || kept.capacity() < bytes) {
      int capacity = Math.max(SMALLEST_BYTES, Integer.highestOneBit(Math.max(1, bytes - 1)) << 1);
      kept = allocate(Math.max(capacity, bytes));
      mine[input] = kept.capacity() <= KEPT_BYTES ? kept : null;
    }
    return kept.clear();
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static byte[][] elements(int input, List<List<Tensor>> requests, Shape shape) {
    var elements = new byte[Math.toIntExact(shape.elements())][];
    int next = 0;
    for (var request : requests) {
      var view = request.get(input).view();
      while (view.hasRemaining()) {
        var bytes = new byte[view.getInt()];
        view.get(bytes);
        elements[next++] = bytes;
      }
    }
    return elements;
  }
}
