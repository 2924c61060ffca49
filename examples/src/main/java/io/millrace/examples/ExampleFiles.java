package io.millrace.examples;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What one example consists of: the model in the Triton repository layout, and rows that it was not trained on. */
record ExampleFiles(String name, ModelProto model, Table test) {

  void writeTo(Path directory) throws IOException {
    var version = Files.createDirectories(directory.resolve(name).resolve("1"));
    Files.write(version.resolve("model.onnx"), model.toByteArray());
    Files.writeString(directory.resolve(name).resolve("test.csv"), test.csv());
  }
}
