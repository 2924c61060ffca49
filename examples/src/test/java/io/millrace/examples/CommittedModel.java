package io.millrace.examples;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A model in ONNX Runtime, fed with raw rows of its table. */
final class CommittedModel implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  CommittedModel(byte[] model) throws OrtException {
    session = environment.createSession(model);
  }

  /** The model of that example as it stands on the class path. */
  static CommittedModel of(String example) throws OrtException, IOException {
    try (var stream = Examples.open(example + "/1/model.onnx")) {
      return new CommittedModel(stream.readAllBytes());
    }
  }

  /** Runs the rows as one batch, cut into the inputs by their widths: one array an output, one line a row. */
  Map<String, Object> run(List<List<Double>> rows) throws OrtException {
    var inputs = new TreeMap<String, OnnxTensor>();
    try {
      var from = 0;
      for (var input : session.getInputInfo().values()) {
        var width = (int) ((TensorInfo) input.getInfo()).getShape()[1];
        inputs.put(
            input.getName(), OnnxTensor.createTensor(environment, slice(rows, from, from + width)));
        from += width;
      }
      try (var result = session.run(inputs)) {
        var outputs = new TreeMap<String, Object>();
        for (var output : result) {
          outputs.put(output.getKey(), output.getValue().getValue());
        }
        return outputs;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  float[][] floats(String output, List<List<Double>> rows) throws OrtException {
    return (float[][]) Objects.requireNonNull(run(rows).get(output), output);
  }

  long[] longs(String output, List<List<Double>> rows) throws OrtException {
    return (long[]) Objects.requireNonNull(run(rows).get(output), output);
  }

  /** For example {@code features FLOAT [batch, 8] -> probabilities FLOAT [batch, 2]}. */
  String signature() throws OrtException {
    return describe(session.getInputInfo()) + " -> " + describe(session.getOutputInfo());
  }

  OrtSession session() {
    return session;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }

  private static float[][] slice(List<List<Double>> rows, int from, int to) {
    return rows.stream()
        .map(row -> {
          var slice = new float[to - from];
          IntStream.range(from, to).forEach(i -> slice[i - from] = row.get(i).floatValue());
          return slice;
        })
        .toArray(float[][]::new);
  }

  private static String describe(Map<String, NodeInfo> nodes) {
    return nodes.values().stream().map(CommittedModel::describe).collect(Collectors.joining(", "));
  }

  private static String describe(NodeInfo node) {
    var tensor = (TensorInfo) node.getInfo();
    var shape = new ArrayList<String>();
    for (var i = 0; i < tensor.getShape().length; i++) {
      var size = tensor.getShape()[i];
      shape.add(size < 0 ? tensor.getDimensionNames()[i] : Long.toString(size));
    }
    return "%s %s %s".formatted(node.getName(), tensor.type, shape);
  }
}
