package io.millrace.inference.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.millrace.model.DataType;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.port.ModelRefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** Reads a model's signature from its session. */
final class SignatureReader {
  private SignatureReader() {}

  /**
   * The signature. Outputs that are no tensors (the maps of scikit-learn's default export) are left out.
   *
   * @throws ModelRefusedException if an input, or every output, has no form in the protocol
   */
  static ModelSignature read(OrtSession session) throws OrtException, ModelRefusedException {
    var inputs = new ArrayList<TensorSpec>();
    for (var node : session.getInputInfo().values()) {
      inputs.add(input(node));
    }
    var outputs = new ArrayList<TensorSpec>();
    for (var node : session.getOutputInfo().values()) {
      if (node.getInfo() instanceof TensorInfo info && OnnxTypes.of(info.onnxType) != null) {
        outputs.add(spec(node, info));
      }
    }
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw ModelRefusedException.unusable(
          "the model has %d inputs and %d outputs that are tensors; one of each is needed"
              .formatted(inputs.size(), outputs.size()));
    }
    var all = new ArrayList<NodeInfo>(session.getInputInfo().values());
    session.getOutputInfo().values().stream()
        .filter(node -> node.getInfo() instanceof TensorInfo)
        .forEach(all::add);
    return new ModelSignature(List.copyOf(inputs), List.copyOf(outputs), sharesFirstAxis(all));
  }

  private static TensorSpec input(NodeInfo node) throws ModelRefusedException {
    if (node.getInfo() instanceof TensorInfo info && OnnxTypes.of(info.onnxType) != null) {
      return spec(node, info);
    }
    throw ModelRefusedException.unusable("input \"%s\" is %s, which the protocol cannot carry"
        .formatted(node.getName(), node.getInfo()));
  }

  private static TensorSpec spec(NodeInfo node, TensorInfo info) {
    DataType type = OnnxTypes.of(info.onnxType);
    if (type == null) {
      throw new IllegalArgumentException("no protocol type for " + info);
    }
    return new TensorSpec(node.getName(), type, Shape.of(info.getShape()));
  }

  /** Whether all have a first axis of any size, under one name (or none). */
  private static boolean sharesFirstAxis(Collection<NodeInfo> nodes) {
    var names = new HashSet<String>();
    for (var node : nodes) {
      var info = (TensorInfo) node.getInfo();
      if (info.getShape().length == 0 || info.getShape()[0] >= 0) {
        return false;
      }
      names.add(info.getDimensionNames()[0]);
    }
    // An unnamed axis of any size says nothing either way; the probe at loading decides.
    names.remove("");
    return names.size() <= 1;
  }
}
