package io.millrace.topology.serde;

import io.millrace.model.DataType;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.model.Timings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Messages of every type and shape from a fixed seed; all of them have a JSON form unless raw types are asked for. */
final class RandomMessages {
  private static final List<String> TEXTS = List.of(
      "", "a", "Grüße", "\"quoted\\\"", "line\nbreak\u0001", "🚂🌊", "\uFFFD", "x".repeat(300));

  private final Random random;

  RandomMessages(long seed) {
    random = new Random(seed);
  }

  InferenceRequest request(Delivery delivery, List<DataType> types) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      parameters.put("text", text());
      parameters.put("whole", random.nextLong());
      parameters.put("half", random.nextInt(100) + 0.5);
      parameters.put("flag", random.nextBoolean());
    }
    return new InferenceRequest(
        new RequestId("id-" + random.nextInt()),
        new ModelName("model"),
        random.nextBoolean() ? null : new ModelVersion(1 + random.nextInt(9)),
        tensors(types),
        random.nextBoolean() ? List.of() : List.of("y", "größe"),
        parameters,
        delivery);
  }

  InferenceResult.Answered answer(Delivery delivery, List<DataType> types) {
    return new InferenceResult.Answered(
        new RequestId("id-" + random.nextInt()),
        new ModelName("model"),
        new ModelVersion(1 + random.nextInt(9)),
        tensors(types),
        new Timings(random.nextInt(1 << 20), random.nextLong() >>> 1, 0, 1 + random.nextInt(64)),
        delivery);
  }

  private List<Tensor> tensors(List<DataType> types) {
    var tensors = new ArrayList<Tensor>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      tensors.add(tensor("t" + i + text(), types.get(random.nextInt(types.size()))));
    }
    return tensors;
  }

  Tensor tensor(String name, DataType type) {
    var dims = new long[random.nextInt(4)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = random.nextInt(5);
    }
    var shape = Shape.of(dims);
    var data = ByteBuffer.allocate(type == DataType.BYTES ? 1 << 15 : 1 << 9)
        .order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < shape.elements(); i++) {
      put(data, type);
    }
    return new Tensor(name, type, shape, data.flip());
  }

  private void put(ByteBuffer data, DataType type) {
    switch (type) {
      case BOOL -> data.put((byte) random.nextInt(2));
      case UINT8, INT8 -> data.put((byte) random.nextInt());
      case UINT16, INT16, FP16, BF16 -> data.putShort((short) random.nextInt());
      case UINT32, INT32 -> data.putInt(random.nextInt());
      case UINT64, INT64 -> data.putLong(random.nextLong());
      case FP32 -> data.putFloat(finite(Float.intBitsToFloat(random.nextInt())));
      case FP64 -> data.putDouble(finite(Double.longBitsToDouble(random.nextLong())));
      case BYTES -> {
        var element = text().getBytes(StandardCharsets.UTF_8);
        data.putInt(element.length).put(element);
      }
    }
  }

  private static float finite(float value) {
    return Float.isFinite(value) ? value : 0.1f;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0.1;
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** The bytes, cut short or with some of them changed. */
  byte[] damaged(byte[] bytes) {
    var copy = Arrays.copyOf(
        bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
    int flips = random.nextInt(4);
    for (int i = 0; i < flips && copy.length > 0; i++) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt();
    }
    return copy;
  }
}
