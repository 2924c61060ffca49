package io.millrace.benchmarks.pipeline;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A network of dense layers, ReLU between them and softmax at the end; its weights are random and the same every time.
 *
 * @param widths of its layers, input and output included
 */
public record Mlp(List<Integer> widths) {
  public static final String INPUT = "input";
  static final String OUTPUT = "output";
  private static final long SEED = 42;
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  /** From its name, such as {@code 8-12-8-2}. */
  public static Mlp of(String name) {
    return new Mlp(Arrays.stream(name.split("-")).map(Integer::valueOf).toList());
  }

  public Mlp {
    if (widths.size() < 2 || widths.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          "widths: %s; two or more positive ones are needed".formatted(widths));
    }
  }

  public int inputs() {
    return widths.get(0);
  }

  int outputs() {
    return widths.get(widths.size() - 1);
  }

  public byte[] onnx() {
    var graph = GraphProto.newBuilder()
        .setName("mlp")
        .addInput(rows(INPUT, inputs()))
        .addOutput(rows(OUTPUT, outputs()));
    var random = new Random(SEED);
    var from = INPUT;
    for (int layer = 1; layer < widths.size(); layer++) {
      from = addLayer(graph, layer, from, random);
    }
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private String addLayer(GraphProto.Builder graph, int layer, String from, Random random) {
    int in = widths.get(layer - 1);
    int out = widths.get(layer);
    boolean last = layer == widths.size() - 1;
    var weights = "weights" + layer;
    var bias = "bias" + layer;
    var sum = "sum" + layer;
    var to = last ? OUTPUT : "active" + layer;
    graph.addInitializer(weights(weights, random, in, out));
    graph.addInitializer(weights(bias, random, out));
    graph.addNode(node("Gemm", List.of(from, weights, bias), sum));
    var activation = node(last ? "Softmax" : "Relu", List.of(sum), to);
    if (last) {
      activation.addAttribute(AttributeProto.newBuilder()
          .setName("axis")
          .setType(AttributeProto.AttributeType.INT)
          .setI(-1));
    }
    graph.addNode(activation);
    return to;
  }

  private static NodeProto.Builder node(String type, List<String> from, String to) {
    return NodeProto.newBuilder().setName(to).setOpType(type).addAllInput(from).addOutput(to);
  }

  private static TensorProto weights(String name, Random random, int... shape) {
    var tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
    int count = 1;
    for (int size : shape) {
      tensor.addDims(size);
      count *= size;
    }
    for (int i = 0; i < count; i++) {
      tensor.addFloatData((float) (random.nextGaussian() / Math.sqrt(shape[0])));
    }
    return tensor.build();
  }

  private static ValueInfoProto rows(String name, int width) {
    var shape = TensorShapeProto.newBuilder()
        .addDim(Dimension.newBuilder().setDimParam("batch"))
        .addDim(Dimension.newBuilder().setDimValue(width));
    var tensor = TypeProto.Tensor.newBuilder()
        .setElemType(TensorProto.DataType.FLOAT.getNumber())
        .setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** Its name on the command line, in the labels and in the registry. */
  @Override
  public String toString() {
    return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }
}
