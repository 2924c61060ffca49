package io.millrace.examples;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds an ONNX model node by node; every input and output has the symbolic first dimension {@code batch}.
 *
 * <p>Tribuo's own exporter is not used: it cannot put the standardisation into the graph, takes one input only, and
 * writes the time of training into the file.
 */
final class OnnxGraph {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final String PRODUCER = "millrace-examples";

  private final GraphProto.Builder graph = GraphProto.newBuilder();

  OnnxGraph(String name) {
    graph.setName(name);
  }

  /** A FLOAT [batch, width] input. */
  OnnxGraph input(String name, int width) {
    graph.addInput(
        value(name, DataType.FLOAT, batch().addDim(Dimension.newBuilder().setDimValue(width))));
    return this;
  }

  /** A FLOAT [batch, width] output. */
  OnnxGraph output(String name, int width) {
    graph.addOutput(
        value(name, DataType.FLOAT, batch().addDim(Dimension.newBuilder().setDimValue(width))));
    return this;
  }

  /** An INT64 [batch] output. */
  OnnxGraph labelOutput(String name) {
    graph.addOutput(value(name, DataType.INT64, batch()));
    return this;
  }

  OnnxGraph floats(String name, List<Float> values, int... shape) {
    var tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    for (var size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor.addAllFloatData(values));
    return this;
  }

  OnnxGraph longs(String name, List<Long> values) {
    graph.addInitializer(TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addDims(values.size())
        .addAllInt64Data(values));
    return this;
  }

  OnnxGraph node(String operator, List<String> inputs, String output) {
    return node(operator, inputs, output, Map.of());
  }

  /** A node with integer attributes, the only kind these models need; it bears the name of its output. */
  OnnxGraph node(
      String operator, List<String> inputs, String output, Map<String, Integer> attributes) {
    var node = NodeProto.newBuilder()
        .setName(output)
        .setOpType(operator)
        .addAllInput(inputs)
        .addOutput(output);
    // Sorted, because Map.of has another order in every JVM and the file must not.
    new TreeMap<>(attributes)
        .forEach((name, number) -> node.addAttribute(
            AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(number)));
    graph.addNode(node);
    return this;
  }

  /** The finished model; {@code columns} tells a reader of the metadata what each input value is. */
  ModelProto model(String doc, List<Column> columns) {
    var names = columns.stream().map(Column::toString).toList();
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setProducerName(PRODUCER)
        .setProducerVersion("1")
        .setDomain("io.millrace.examples")
        .setModelVersion(1)
        .setDocString(doc)
        .setGraph(graph.setDocString(doc))
        .addMetadataProps(StringStringEntryProto.newBuilder()
            .setKey("columns")
            .setValue(String.join(", ", names)))
        .build();
  }

  private static TensorShapeProto.Builder batch() {
    return TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("batch"));
  }

  private static ValueInfoProto value(String name, DataType type, TensorShapeProto.Builder shape) {
    var tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
