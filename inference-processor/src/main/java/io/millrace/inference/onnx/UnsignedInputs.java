package io.millrace.inference.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.millrace.port.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a model with unsigned 16, 32 or 64 bit inputs take signed ones of the same bits, because ONNX Runtime's Java
 * interface cannot make unsigned tensors: a Cast in front of the graph turns the bits back. Casting wraps around, so
 * every value comes through.
 */
final class UnsignedInputs {
  private static final Map<Integer, Integer> SIGNED = Map.of(
      DataType.UINT16_VALUE, DataType.INT16_VALUE,
      DataType.UINT32_VALUE, DataType.INT32_VALUE,
      DataType.UINT64_VALUE, DataType.INT64_VALUE);
  private static final String SUFFIX = "__signed";

  private UnsignedInputs() {}

  /** The name under which an input of the original model is fed to the rewritten one. */
  static String fedAs(String input) {
    return input + SUFFIX;
  }

  static byte[] rewrite(Path file) throws IOException, ModelRefusedException {
    try (var in = Files.newInputStream(file)) {
      var model = ModelProto.parseFrom(in).toBuilder();
      model.setGraph(rewrite(model.getGraph()));
      return model.build().toByteArray();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw ModelRefusedException.unusable("the model cannot be read: " + e.getMessage());
    }
  }

  private static GraphProto rewrite(GraphProto graph) {
    var rewritten = graph.toBuilder().clearInput().clearNode();
    for (var input : graph.getInputList()) {
      var signed = signed(input);
      rewritten.addInput(signed == null ? input : signed);
      if (signed != null) {
        rewritten.addNode(cast(input));
      }
    }
    return rewritten.addAllNode(graph.getNodeList()).build();
  }

  private static @Nullable ValueInfoProto signed(ValueInfoProto input) {
    var type = SIGNED.get(input.getType().getTensorType().getElemType());
    if (type == null) {
      return null;
    }
    var builder = input.toBuilder().setName(fedAs(input.getName()));
    builder.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
    return builder.build();
  }

  private static NodeProto cast(ValueInfoProto input) {
    var to = AttributeProto.newBuilder()
        .setName("to")
        .setType(OnnxMl.AttributeProto.AttributeType.INT)
        .setI(input.getType().getTensorType().getElemType());
    return NodeProto.newBuilder()
        .setOpType("Cast")
        .setName(input.getName() + "__unsigned")
        .addInput(fedAs(input.getName()))
        .addOutput(input.getName())
        .addAttribute(to)
        .build();
  }
}
