package io.millrace.topology.serde;

import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Tensor;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** Writes the protocol's JSON, data flat. What JSON cannot carry is refused with the element named. */
final class JsonWriter implements AutoCloseable {
  private static final int HEAD = 256;

  private final ByteArrayOutputStream bytes;
  private final JsonGenerator out;

  private JsonWriter(List<Tensor> tensors) {
    this.bytes = new ByteArrayOutputStream(roughly(tensors));
    this.out = JsonInput.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);
    out.writeStartObject();
  }

  // A number takes about two characters for each of its bytes.
  private static int roughly(List<Tensor> tensors) {
    long size = HEAD;
    for (var tensor : tensors) {
      size += HEAD / 2 + 2L * tensor.data().remaining();
    }
    return (int) Math.min(size, Integer.MAX_VALUE - 8);
  }

  private byte[] finished() {
    out.writeEndObject();
    out.close();
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    out.close();
  }

  static byte[] write(InferenceRequest request) {
    try (var json = new JsonWriter(request.inputs())) {
      json.writeHead(request.id().value(), request.model().value(), request.version());
      json.writeParameters(request.parameters());
      json.writeTensors("input", request.inputs());
      json.writeWanted(request.outputs());
      return json.finished();
    }
  }

  static byte[] write(InferenceResult.Answered answer) {
    try (var json = new JsonWriter(answer.outputs())) {
      json.writeHead(answer.id().value(), answer.model().value(), answer.version());
      var timings = answer.timings();
      json.out.writeObjectPropertyStart("parameters");
      json.out.writeNumberProperty(TimingParameters.QUEUED, timings.queuedMicros());
      json.out.writeNumberProperty(TimingParameters.BATCHED, timings.batchedMicros());
      json.out.writeNumberProperty(TimingParameters.COMPUTED, timings.computedMicros());
      json.out.writeNumberProperty(TimingParameters.ROWS, timings.batchRows());
      json.out.writeEndObject();
      json.writeTensors("output", answer.outputs());
      return json.finished();
    }
  }

  static byte[] write(InferenceResult.Failed failure) {
    try (var json = new JsonWriter(List.of())) {
      json.out.writeStringProperty("error", failure.reason());
      json.out.writeStringProperty("code", failure.code().name());
      json.writeHead(failure.id().value(), failure.model(), failure.version());
      return json.finished();
    }
  }

  private void writeHead(String id, @Nullable String model, @Nullable Object version) {
    out.writeStringProperty("id", id);
    if (model != null) {
      out.writeStringProperty("model_name", model);
    }
    if (version != null) {
      out.writeStringProperty("model_version", version.toString());
    }
  }

  private void writeParameters(Map<String, Object> parameters) {
    if (parameters.isEmpty()) {
      return;
    }
    out.writeObjectPropertyStart("parameters");
    for (var parameter : parameters.entrySet()) {
      out.writeName(parameter.getKey());
      writeParameter(parameter.getKey(), parameter.getValue());
    }
    out.writeEndObject();
  }

  private void writeParameter(String name, Object value) {
    if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value instanceof BigInteger whole) {
      out.writeNumber(whole);
    } else if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      if (!Double.isFinite(number)) {
        throw unsupported("parameter \"%s\" is %s, which JSON cannot carry; ask with protobuf"
            .formatted(name, value));
      }
      out.writeNumber(number);
    } else {
      out.writeNumber(((Number) value).longValue());
    }
  }

  private void writeWanted(List<String> outputs) {
    if (outputs.isEmpty()) {
      return;
    }
    out.writeArrayPropertyStart("outputs");
    for (var name : outputs) {
      out.writeStartObject();
      out.writeStringProperty("name", name);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void writeTensors(String side, List<Tensor> tensors) {
    out.writeArrayPropertyStart(side.equals("input") ? "inputs" : "outputs");
    for (var tensor : tensors) {
      out.writeStartObject();
      out.writeStringProperty("name", tensor.name());
      out.writeName("shape");
      out.writeArray(tensor.shape().dims(), 0, tensor.shape().rank());
      out.writeStringProperty("datatype", tensor.type().name());
      out.writeArrayPropertyStart("data");
      writeData(side, tensor);
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void writeData(String side, Tensor tensor) {
    if (!tensor.type().hasJsonForm()) {
      throw unsupported("%s \"%s\" is %s, which has no JSON form; ask with protobuf"
          .formatted(side, Utf8.shortened(tensor.name()), tensor.type()));
    }
    var data = tensor.view();
    for (long i = 0; data.hasRemaining(); i++) {
      if (!writeElement(tensor.type(), data)) {
        throw unwritable(side, tensor, i, data);
      }
    }
  }

  // False for the values that JSON has no form for.
  private boolean writeElement(DataType type, ByteBuffer data) {
    switch (type) {
      case BOOL -> out.writeBoolean(data.get() != 0);
      case UINT8 -> out.writeNumber(Byte.toUnsignedInt(data.get()));
      case INT8 -> out.writeNumber((int) data.get());
      case UINT16 -> out.writeNumber(Short.toUnsignedInt(data.getShort()));
      case INT16 -> out.writeNumber((int) data.getShort());
      case UINT32 -> out.writeNumber(Integer.toUnsignedLong(data.getInt()));
      case INT32 -> out.writeNumber(data.getInt());
      case INT64 -> out.writeNumber(data.getLong());
      case UINT64 -> writeUnsigned(data.getLong());
      case FP32 -> {
        return writeSingle(data.getFloat());
      }
      case FP64 -> {
        return writeTwofold(data.getDouble());
      }
      case BYTES -> {
        return writeText(data);
      }
      case FP16, BF16 -> throw new IllegalStateException(type + " was refused before");
    }
    return true;
  }

  private void writeUnsigned(long value) {
    if (value >= 0) {
      out.writeNumber(value);
    } else {
      out.writeNumber(new BigInteger(Long.toUnsignedString(value)));
    }
  }

  private boolean writeSingle(float value) {
    if (!Float.isFinite(value)) {
      return false;
    }
    out.writeNumber(value);
    return true;
  }

  private boolean writeTwofold(double value) {
    if (!Double.isFinite(value)) {
      return false;
    }
    out.writeNumber(value);
    return true;
  }

  private boolean writeText(ByteBuffer data) {
    var element = new byte[data.getInt()];
    data.get(element);
    var text = Utf8.strictly(element, 0, element.length);
    if (text == null) {
      return false;
    }
    out.writeString(text);
    return true;
  }

  private static InvalidRequestException unwritable(
      String side, Tensor tensor, long element, ByteBuffer data) {
    var what = switch (tensor.type()) {
      case FP32 -> Float.toString(data.getFloat(data.position() - Float.BYTES));
      case FP64 -> Double.toString(data.getDouble(data.position() - Double.BYTES));
      default -> "bytes that are no UTF-8";
    };
    return unsupported(
        "%s \"%s\" holds %s at element %d, which JSON cannot carry; ask with protobuf"
            .formatted(side, Utf8.shortened(tensor.name()), what, element));
  }

  private static InvalidRequestException unsupported(String message) {
    return new InvalidRequestException(FailureCode.UNSUPPORTED, message);
  }
}
