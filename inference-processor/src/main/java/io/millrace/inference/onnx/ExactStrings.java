package io.millrace.inference.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * String tensors byte for byte. ONNX Runtime's Java interface takes and gives strings in the JVM's modified UTF-8: in a
 * tensor made of Java strings a character above U+FFFF is not UTF-8 any more and a NUL is two other bytes, and of one
 * that is read such characters, NULs and bytes that are no UTF-8 are altered or lost. Other text is the same in both.
 */
final class ExactStrings {
  private static final String NAME = "y";
  private static final int IR_VERSION = 9;
  // The first with Equal for strings.
  private static final int OPSET = 19;

  private ExactStrings() {}

  /**
   * A tensor of these elements, whatever bytes they hold.
   *
   * @param shape with as many elements
   */
  static OnnxTensor tensor(OrtEnvironment environment, byte[][] elements, long[] shape)
      throws OrtException {
    for (var element : elements) {
      if (!isSameInBoth(element)) {
        return ofConstant(environment, elements, shape);
      }
    }
    var strings = new String[elements.length];
    for (int i = 0; i < strings.length; i++) {
      strings[i] = new String(elements[i], StandardCharsets.UTF_8);
    }
    return OnnxTensor.createTensor(environment, strings, shape);
  }

  /** The first element of a tensor that has not been read as it stands there; −1 if all have. */
  static int firstAltered(OrtEnvironment environment, OnnxTensor tensor, String[] read)
      throws OrtException {
    for (int i = 0; i < read.length; i++) {
      if (!isSameInBoth(read[i])) {
        return i;
      }
    }
    if (read.length == 0) {
      return -1;
    }
    var shape = tensor.getInfo().getShape();
    try (var written = OnnxTensor.createTensor(environment, read, shape);
        var compared = Comparison.SESSION.run(Map.of("a", tensor, "b", written))) {
      var same = ((OnnxTensor) compared.get(0)).getByteBuffer();
      for (int i = 0; i < read.length; i++) {
        if (same.get(i) == 0) {
          return i;
        }
      }
      return -1;
    }
  }

  /** Whether the bytes are UTF-8 that modified UTF-8 has the same bytes for. */
  static boolean isSameInBoth(byte[] utf8) {
    int i = 0;
    while (i < utf8.length) {
      int length = sequence(utf8, i);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  private static int sequence(byte[] utf8, int at) {
    int lead = utf8[at] & 0xFF;
    if (lead < 0x80) {
      return lead == 0 ? 0 : 1;
    }
    int length = lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : 0;
    if (length == 0 || at + length > utf8.length) {
      return 0;
    }
    int second = utf8[at + 1] & 0xFF;
    // No longer a form than need be, and no surrogate.
    int least = lead == 0xE0 ? 0xA0 : 0x80;
    int most = lead == 0xED ? 0x9F : 0xBF;
    boolean isWhole = second >= least && second <= most;
    return isWhole && (length == 2 || (utf8[at + 2] & 0xC0) == 0x80) ? length : 0;
  }

  private static boolean isSameInBoth(String read) {
    for (int i = 0; i < read.length(); i++) {
      if (read.charAt(i) == 0 || Character.isSurrogate(read.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** A model that gives the elements: in its file they are bytes. Some 200 µs, and more for many. */
  private static OnnxTensor ofConstant(OrtEnvironment environment, byte[][] elements, long[] shape)
      throws OrtException {
    var constant =
        TensorProto.newBuilder().setName(NAME).setDataType(TensorProto.DataType.STRING_VALUE);
    for (long dim : shape) {
      constant.addDims(dim);
    }
    for (var element : elements) {
      constant.addStringData(ByteString.copyFrom(element));
    }
    var graph = GraphProto.newBuilder()
        .setName("constant")
        .addInitializer(constant)
        .addOutput(value(NAME, TensorProto.DataType.STRING_VALUE, shape));
    try (var session = environment.createSession(model(graph), Options.PLAIN)) {
      // Closed by who uses it; it does not need its session.
      return (OnnxTensor) session.run(Map.of()).get(0);
    }
  }

  /** Made when the first string is read. */
  private static final class Comparison {
    static final OrtSession SESSION = session();

    private static OrtSession session() {
      var equal =
          NodeProto.newBuilder().setOpType("Equal").addInput("a").addInput("b").addOutput(NAME);
      var graph = GraphProto.newBuilder()
          .setName("comparison")
          .addInput(value("a", TensorProto.DataType.STRING_VALUE))
          .addInput(value("b", TensorProto.DataType.STRING_VALUE))
          .addOutput(value(NAME, TensorProto.DataType.BOOL_VALUE))
          .addNode(equal);
      try {
        return OrtEnvironment.getEnvironment().createSession(model(graph), Options.PLAIN);
      } catch (OrtException e) {
        throw new IllegalStateException("comparing strings", e);
      }
    }
  }

  private static final class Options {
    static final OrtSession.SessionOptions PLAIN = plain();

    private static OrtSession.SessionOptions plain() {
      try {
        var options = OnnxModel.options();
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
        // An arena would be kept for one tensor.
        options.setCPUArenaAllocator(false);
        return options;
      } catch (OrtException e) {
        throw new IllegalStateException("options of sessions for strings", e);
      }
    }
  }

  private static byte[] model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto value(String name, int type, long[] dims) {
    var shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    var value = value(name, type).toBuilder();
    value.getTypeBuilder().getTensorTypeBuilder().setShape(shape);
    return value.build();
  }

  /** Of any shape. */
  private static ValueInfoProto value(String name, int type) {
    var tensor = TypeProto.Tensor.newBuilder().setElemType(type);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
