package io.millrace.topology.serde;

import com.google.protobuf.CodedOutputStream;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.Tensor;
import io.millrace.model.Timings;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Measures a message, then writes it into an array of just that size; tensors' data is copied once, into it. */
final class ProtobufWriter {
  private static final int TAG = 1;

  private ProtobufWriter() {}

  static byte[] write(InferenceRequest request) throws IOException {
    var version = request.version() == null ? "" : request.version().toString();
    var inputs = request.inputs();
    var bytes = new byte
        [sizeOfText(request.model().value())
            + sizeOfText(version)
            + sizeOfText(request.id().value())
            + sizeOfParameters(request.parameters())
            + sizeOfWanted(request.outputs())
            + sizeOf(inputs)];
    var out = CodedOutputStream.newInstance(bytes);
    writeText(out, 1, request.model().value());
    writeText(out, 2, version);
    writeText(out, 3, request.id().value());
    for (var parameter : request.parameters().entrySet()) {
      writeParameter(out, parameter.getKey(), parameter.getValue());
    }
    writeHeads(out, inputs);
    for (var name : request.outputs()) {
      writeStart(out, 6, sizeOfText(name));
      writeText(out, 1, name);
    }
    writeRaw(out, 7, inputs);
    out.checkNoSpaceLeft();
    return bytes;
  }

  static byte[] write(InferenceResult.Answered answer) throws IOException {
    var version = answer.version().toString();
    var timings = answer.timings();
    var outputs = answer.outputs();
    var bytes = new byte
        [sizeOfText(answer.model().value())
            + sizeOfText(version)
            + sizeOfText(answer.id().value())
            + sizeOf(timings)
            + sizeOf(outputs)];
    var out = CodedOutputStream.newInstance(bytes);
    writeText(out, 1, answer.model().value());
    writeText(out, 2, version);
    writeText(out, 3, answer.id().value());
    writeLong(out, TimingParameters.QUEUED, timings.queuedMicros());
    writeLong(out, TimingParameters.BATCHED, timings.batchedMicros());
    writeLong(out, TimingParameters.COMPUTED, timings.computedMicros());
    writeLong(out, TimingParameters.ROWS, timings.batchRows());
    writeHeads(out, outputs);
    writeRaw(out, 6, outputs);
    out.checkNoSpaceLeft();
    return bytes;
  }

  private static int sizeOf(List<Tensor> tensors) {
    int size = 0;
    for (int i = 0; i < tensors.size(); i++) {
      var tensor = tensors.get(i);
      // A record is far below 2 GiB; should tensors ever add up to more, this says so rather than
      // wrap around.
      size = Math.addExact(size, sizeOfMessage(sizeOfHead(tensor)));
      size = Math.addExact(size, sizeOfMessage(tensor.data().remaining()));
    }
    return size;
  }

  private static int sizeOfHead(Tensor tensor) {
    return sizeOfText(tensor.name())
        + sizeOfText(tensor.type().name())
        + (tensor.shape().rank() == 0 ? 0 : sizeOfMessage(sizeOfDims(tensor)));
  }

  private static int sizeOfDims(Tensor tensor) {
    int size = 0;
    for (int axis = 0; axis < tensor.shape().rank(); axis++) {
      size += CodedOutputStream.computeInt64SizeNoTag(tensor.shape().dim(axis));
    }
    return size;
  }

  private static int sizeOfText(String text) {
    return text.isEmpty() ? 0 : TAG + CodedOutputStream.computeStringSizeNoTag(text);
  }

  private static int sizeOfMessage(int length) {
    return TAG + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
  }

  private static int sizeOfWanted(List<String> outputs) {
    int size = 0;
    for (var name : outputs) {
      size += sizeOfMessage(sizeOfText(name));
    }
    return size;
  }

  private static int sizeOf(Timings timings) {
    return sizeOfLong(TimingParameters.QUEUED, timings.queuedMicros())
        + sizeOfLong(TimingParameters.BATCHED, timings.batchedMicros())
        + sizeOfLong(TimingParameters.COMPUTED, timings.computedMicros())
        + sizeOfLong(TimingParameters.ROWS, timings.batchRows());
  }

  private static int sizeOfLong(String key, long value) {
    int size = TAG + CodedOutputStream.computeInt64SizeNoTag(value);
    return sizeOfMessage(sizeOfText(key) + sizeOfMessage(size));
  }

  private static int sizeOfParameters(Map<String, Object> parameters) {
    int size = 0;
    for (var parameter : parameters.entrySet()) {
      size += sizeOfMessage(
          sizeOfText(parameter.getKey()) + sizeOfMessage(sizeOfValue(parameter.getValue())));
    }
    return size;
  }

  private static int sizeOfValue(Object value) {
    if (value instanceof String text) {
      return TAG + CodedOutputStream.computeStringSizeNoTag(text);
    }
    if (value instanceof Boolean) {
      return TAG + 1;
    }
    return TAG
        + (isDouble(value)
            ? Double.BYTES
            : CodedOutputStream.computeInt64SizeNoTag(((Number) value).longValue()));
  }

  private static boolean isDouble(Object value) {
    return value instanceof Double
        || value instanceof Float
        || value instanceof BigDecimal
        || (value instanceof BigInteger whole && whole.bitLength() > Long.SIZE);
  }

  private static void writeText(CodedOutputStream out, int field, String text) throws IOException {
    if (!text.isEmpty()) {
      out.writeString(field, text);
    }
  }

  private static void writeStart(CodedOutputStream out, int field, int length) throws IOException {
    out.writeTag(field, 2);
    out.writeUInt32NoTag(length);
  }

  private static void writeLong(CodedOutputStream out, String key, long value) throws IOException {
    int size = TAG + CodedOutputStream.computeInt64SizeNoTag(value);
    writeStart(out, 4, sizeOfText(key) + sizeOfMessage(size));
    writeText(out, 1, key);
    writeStart(out, 2, size);
    out.writeInt64(2, value);
  }

  private static void writeParameter(CodedOutputStream out, String key, Object value)
      throws IOException {
    int size = sizeOfValue(value);
    writeStart(out, 4, sizeOfText(key) + sizeOfMessage(size));
    writeText(out, 1, key);
    writeStart(out, 2, size);
    if (value instanceof String text) {
      out.writeString(3, text);
    } else if (value instanceof Boolean bool) {
      out.writeBool(1, bool);
    } else if (isDouble(value)) {
      out.writeDouble(4, ((Number) value).doubleValue());
    } else if (value instanceof BigInteger whole && whole.bitLength() == Long.SIZE) {
      out.writeUInt64(5, whole.longValue());
    } else {
      out.writeInt64(2, ((Number) value).longValue());
    }
  }

  private static void writeHeads(CodedOutputStream out, List<Tensor> tensors) throws IOException {
    for (int i = 0; i < tensors.size(); i++) {
      var tensor = tensors.get(i);
      writeStart(out, 5, sizeOfHead(tensor));
      writeText(out, 1, tensor.name());
      writeText(out, 2, tensor.type().name());
      if (tensor.shape().rank() > 0) {
        writeStart(out, 3, sizeOfDims(tensor));
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
          out.writeInt64NoTag(tensor.shape().dim(axis));
        }
      }
    }
  }

  private static void writeRaw(CodedOutputStream out, int field, List<Tensor> tensors)
      throws IOException {
    for (int i = 0; i < tensors.size(); i++) {
      var data = tensors.get(i).data();
      writeStart(out, field, data.remaining());
      if (data.hasArray()) {
        out.write(data.array(), data.arrayOffset() + data.position(), data.remaining());
      } else {
        out.write(data.duplicate());
      }
    }
  }
}
