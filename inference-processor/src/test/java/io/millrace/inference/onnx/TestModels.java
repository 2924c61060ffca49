package io.millrace.inference.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.millrace.model.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small ONNX models, each made for one behaviour. A dimension is a number or the name of one of any size. */
public final class TestModels {
  private TestModels() {}

  /** {@code y = x}, for any type. */
  public static ModelProto identity(DataType type, Object... dims) {
    return model(
        List.of(value("x", type, dims)),
        List.of(value("y", type, dims)),
        node("Identity", "y", "x"));
  }

  /** {@code y = 2 x}. */
  public static ModelProto doubling(Object... dims) {
    return model(
        List.of(value("x", DataType.FP32, dims)),
        List.of(value("y", DataType.FP32, dims)),
        node("Add", "y", "x", "x"));
  }

  /** {@code y = x − mean of the first axis}: every row's answer depends on its neighbours. */
  public static ModelProto centering() {
    var mean = node("ReduceMean", "mean", "x").toBuilder()
        .addAttribute(ints("axes", 0))
        .build();
    return model(
        List.of(value("x", DataType.FP32, "batch", 2)),
        List.of(value("y", DataType.FP32, "batch", 2)),
        mean,
        node("Sub", "y", "x", "mean"));
  }

  /** {@code y = table[x]}: fails for an index that is not 0 or 1. */
  public static ModelProto lookup() {
    var table = TensorProto.newBuilder()
        .setName("table")
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(2)
        .addAllFloatData(List.of(10f, 11f));
    var model = model(
        List.of(value("x", DataType.INT64, "batch")),
        List.of(value("y", DataType.FP32, "batch")),
        node("Gather", "y", "table", "x"))
        .toBuilder();
    model.getGraphBuilder().addInitializer(table);
    return model.build();
  }

  /** Two inputs and two outputs: {@code sum = a + b}, {@code product = a b}. */
  public static ModelProto sumAndProduct() {
    return model(
        List.of(value("a", DataType.FP32, "batch", 2), value("b", DataType.FP32, "batch", 2)),
        List.of(
            value("sum", DataType.FP32, "batch", 2), value("product", DataType.FP32, "batch", 2)),
        node("Add", "sum", "a", "b"),
        node("Mul", "product", "a", "b"));
  }

  /** {@code y = log x}, which is not a number below 0. */
  public static ModelProto logarithm() {
    return model(
        List.of(value("x", DataType.FP32, "batch", 1)),
        List.of(value("y", DataType.FP32, "batch", 1)),
        node("Log", "y", "x"));
  }

  /** Repeats the input 1,000,000 times: a small request with a large answer. */
  public static ModelProto inflating() {
    var shape = TensorProto.newBuilder()
        .setName("repeats")
        .setDataType(TensorProto.DataType.INT64_VALUE)
        .addDims(2)
        .addAllInt64Data(List.of(1L, 1_000_000L));
    var model = model(
        List.of(value("x", DataType.FP32, "batch", 1)),
        List.of(value("y", DataType.FP32, "batch", "n")),
        node("Tile", "y", "x", "repeats"))
        .toBuilder();
    model.getGraphBuilder().addInitializer(shape);
    return model.build();
  }

  /** A label and the probabilities as a sequence of maps, as scikit-learn's converter writes them by default. */
  public static ModelProto classifierWithMaps() {
    var zip = node("ZipMap", "output_probability", "p").toBuilder()
        .setDomain("ai.onnx.ml")
        .addAttribute(ints("classlabels_int64s", 0, 1))
        .build();
    var map = TypeProto.Map.newBuilder()
        .setKeyType(TensorProto.DataType.INT64_VALUE)
        .setValueType(value("", DataType.FP32).getType());
    var maps = ValueInfoProto.newBuilder()
        .setName("output_probability")
        .setType(TypeProto.newBuilder()
            .setSequenceType(TypeProto.Sequence.newBuilder()
                .setElemType(TypeProto.newBuilder().setMapType(map))));
    var label = node("ArgMax", "label", "p").toBuilder()
        .addAttribute(integer("axis", 1))
        .addAttribute(integer("keepdims", 0))
        .build();
    return model(
        List.of(value("p", DataType.FP32, "batch", 2)),
        List.of(value("label", DataType.INT64, "batch"), maps.build()),
        label,
        zip);
  }

  /** {@code y} is the place of the text {@code x} among these, −1 if it is none of them. */
  public static ModelProto placeOfText(byte[]... texts) {
    return model(
        List.of(value("x", DataType.BYTES, "batch")),
        List.of(value("y", DataType.INT64, "batch")),
        labels(texts));
  }

  /** {@code y} is the text at the place {@code x} of these. */
  public static ModelProto textAtPlace(byte[]... texts) {
    return model(
        List.of(value("x", DataType.INT64, "batch")),
        List.of(value("y", DataType.BYTES, "batch")),
        labels(texts));
  }

  private static NodeProto labels(byte[]... texts) {
    var classes = AttributeProto.newBuilder()
        .setName("classes_strings")
        .setType(AttributeProto.AttributeType.STRINGS);
    for (var text : texts) {
      classes.addStrings(ByteString.copyFrom(text));
    }
    return node("LabelEncoder", "y", "x").toBuilder()
        .setDomain("ai.onnx.ml")
        .addAttribute(classes)
        .build();
  }

  public static Path write(ModelProto model, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.write(file, model.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelProto model(
      List<ValueInfoProto> inputs, List<ValueInfoProto> outputs, NodeProto... nodes) {
    var graph = GraphProto.newBuilder().setName("test").addAllInput(inputs).addAllOutput(outputs);
    graph.addAllNode(List.of(nodes));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(1))
        .setGraph(graph)
        .build();
  }

  private static NodeProto node(String op, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(op)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static AttributeProto ints(String name, long... values) {
    var attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static ValueInfoProto value(String name, DataType type, Object... dims) {
    var shape = TensorShapeProto.newBuilder();
    for (var dim : dims) {
      var dimension = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(
          dim instanceof String any
              ? dimension.setDimParam(any)
              : dimension.setDimValue(((Number) dim).longValue()));
    }
    var tensor = TypeProto.Tensor.newBuilder().setElemType(onnx(type)).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static int onnx(DataType type) {
    return switch (type) {
      case BOOL -> TensorProto.DataType.BOOL_VALUE;
      case UINT8 -> TensorProto.DataType.UINT8_VALUE;
      case UINT16 -> TensorProto.DataType.UINT16_VALUE;
      case UINT32 -> TensorProto.DataType.UINT32_VALUE;
      case UINT64 -> TensorProto.DataType.UINT64_VALUE;
      case INT8 -> TensorProto.DataType.INT8_VALUE;
      case INT16 -> TensorProto.DataType.INT16_VALUE;
      case INT32 -> TensorProto.DataType.INT32_VALUE;
      case INT64 -> TensorProto.DataType.INT64_VALUE;
      case FP16 -> TensorProto.DataType.FLOAT16_VALUE;
      case BF16 -> TensorProto.DataType.BFLOAT16_VALUE;
      case FP32 -> TensorProto.DataType.FLOAT_VALUE;
      case FP64 -> TensorProto.DataType.DOUBLE_VALUE;
      case BYTES -> TensorProto.DataType.STRING_VALUE;
    };
  }
}
