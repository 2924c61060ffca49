package io.millrace.topology.serde;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Tensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/** One request, answer or failure in JSON: the protocol's fields are gathered, others stepped over. */
final class JsonReader {
  @Nullable
  String id;

  @Nullable
  String model;

  @Nullable
  String version;

  @Nullable
  String error;

  @Nullable
  String code;

  @Nullable
  List<Tensor> tensors;

  List<String> wanted = List.of();
  Map<String, Object> parameters = Map.of();

  private final JsonInput in;
  private final boolean request;
  private final String side;

  private JsonReader(byte[] body, boolean request) {
    this.in = new JsonInput(body);
    this.request = request;
    this.side = request ? "input" : "output";
  }

  static JsonReader ofRequest(byte[] body) {
    var reader = new JsonReader(body, true);
    reader.readAll();
    return reader;
  }

  /** An answer or a failure. */
  static JsonReader ofResult(byte[] body) {
    var reader = new JsonReader(body, false);
    reader.readAll();
    return reader;
  }

  List<Tensor> presentTensors() {
    if (tensors == null) {
      throw new InvalidRequestException(
          FailureCode.MALFORMED, "no \"%ss\" in the JSON".formatted(side));
    }
    return tensors;
  }

  private void readAll() {
    try (in) {
      in.startObject("the message");
      for (var field = in.nextField(); field != null; field = in.nextField()) {
        readField(field);
      }
      if (in.parser().currentToken() != JsonToken.END_OBJECT) {
        throw in.endsEarly();
      }
      in.end();
    } catch (JacksonException e) {
      throw in.notJson(e);
    }
  }

  private void readField(String field) {
    switch (field) {
      case "id" -> id = optionalText("\"id\"");
      case "model_name" -> model = optionalText("\"model_name\"");
      case "model_version" -> version = optionalText("\"model_version\"");
      case "error" -> error = optionalText("\"error\"");
      case "code" -> code = optionalText("\"code\"");
      case "inputs" -> readInputs();
      case "outputs" -> readOutputs();
      case "parameters" -> readParameters();
      default -> in.skipNext();
    }
  }

  private @Nullable String optionalText(String what) {
    return switch (in.next()) {
      case VALUE_STRING -> in.parser().getString();
      case VALUE_NULL -> null;
      default -> throw in.expected(what, "a string");
    };
  }

  private void readInputs() {
    if (request) {
      readTensors();
    } else {
      in.skipNext();
    }
  }

  private void readOutputs() {
    if (request) {
      readWanted();
    } else {
      readTensors();
    }
  }

  private void readTensors() {
    if (tensors != null) {
      throw in.malformed("a second \"%ss\"".formatted(side));
    }
    var read = new ArrayList<Tensor>(2);
    in.startArray("\"%ss\"".formatted(side));
    while (in.nextElement()) {
      read.add(readTensor(read.size()));
      TensorChecks.checkMany(read.size(), side);
    }
    TensorChecks.checkNames(side, read);
    tensors = List.copyOf(read);
  }

  private Tensor readTensor(int number) {
    if (in.parser().currentToken() != JsonToken.START_OBJECT) {
      throw in.expected("%s %d".formatted(side, number), "an object");
    }
    return new JsonTensor(in, side, number).read();
  }

  private void readWanted() {
    in.startArray("\"outputs\"");
    wanted = new ArrayList<>(2);
    while (in.nextElement()) {
      if (in.parser().currentToken() != JsonToken.START_OBJECT) {
        throw in.expected("an element of \"outputs\"", "an object");
      }
      wanted.add(readWantedName());
      TensorChecks.checkMany(wanted.size(), "output");
    }
  }

  private String readWantedName() {
    String name = null;
    for (var field = in.nextField(); field != null; field = in.nextField()) {
      if (field.equals("name")) {
        name = in.nextText("\"name\" of an output");
      } else {
        in.skipNext();
      }
    }
    if (name == null || name.isEmpty()) {
      throw in.malformed("an element of \"outputs\" has no \"name\"");
    }
    return name;
  }

  private void readParameters() {
    if (in.next() == JsonToken.VALUE_NULL) {
      return;
    }
    if (in.parser().currentToken() != JsonToken.START_OBJECT) {
      throw in.expected("\"parameters\"", "an object");
    }
    parameters = new LinkedHashMap<>();
    for (var field = in.nextField(); field != null; field = in.nextField()) {
      var value = parameterValue(field);
      if (value != null) {
        parameters.put(field, value);
        TensorChecks.checkMany(parameters.size(), "parameter");
      }
    }
  }

  private @Nullable Object parameterValue(String name) {
    return switch (in.next()) {
      case VALUE_STRING -> in.parser().getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> wholeNumber();
      case VALUE_NUMBER_FLOAT -> floatingNumber();
      default ->
        throw in.expected(
            "parameter \"%s\"".formatted(Utf8.shortened(name)), "a string, number or boolean");
    };
  }

  private Object wholeNumber() {
    var number = in.parser().getNumberValue();
    return number instanceof BigInteger ? number : (Object) number.longValue();
  }

  private Object floatingNumber() {
    in.refuseNaN();
    double value = in.parser().getDoubleValue();
    if (Double.isInfinite(value)) {
      throw in.malformed("%s is too large".formatted(in.found()));
    }
    return value;
  }
}
