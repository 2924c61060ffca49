package io.millrace.topology.serde;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.millrace.model.DataType;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The protocol's messages as Google's library knows them: a second opinion on every byte. */
final class WireSchema {
  private static final FileDescriptor PACKED = file(true);
  private static final FileDescriptor UNPACKED = file(false);

  static final Descriptor REQUEST = PACKED.findMessageTypeByName("ModelInferRequest");
  static final Descriptor ANSWER = PACKED.findMessageTypeByName("ModelInferResponse");

  private WireSchema() {}

  static byte[] request(String name, String datatype, List<Long> shape, ByteString... raw) {
    var input = input(REQUEST, name, datatype, shape).build();
    return set(
            set(DynamicMessage.newBuilder(REQUEST), "inputs", List.of(input)),
            "raw_input_contents",
            List.of(raw))
        .build()
        .toByteArray();
  }

  /** The tensor in typed contents, numbers in one run or one by one. */
  static byte[] typed(Tensor tensor, String field, boolean packed) {
    return typed(tensor, field, packed, tensor.type().name());
  }

  static byte[] typed(Tensor tensor, String field, boolean packed, String datatype) {
    var type = (packed ? PACKED : UNPACKED).findMessageTypeByName("ModelInferRequest");
    var shape = new ArrayList<Long>();
    for (long dim : tensor.shape().dims()) {
      shape.add(dim);
    }
    var contents = set(
        DynamicMessage.newBuilder(type.getFile().findMessageTypeByName("InferTensorContents")),
        field + "_contents",
        elements(tensor));
    var input = set(input(type, tensor.name(), datatype, shape), "contents", contents.build())
        .build();
    return set(DynamicMessage.newBuilder(type), "inputs", List.of(input))
        .build()
        .toByteArray();
  }

  private static List<Object> elements(Tensor tensor) {
    var data = tensor.view();
    var elements = new ArrayList<>();
    while (data.hasRemaining()) {
      elements.add(element(tensor.type(), data));
    }
    return elements;
  }

  private static Object element(DataType type, ByteBuffer data) {
    return switch (type) {
      case BOOL -> data.get() != 0;
      case INT8 -> (int) data.get();
      case UINT8 -> Byte.toUnsignedInt(data.get());
      case INT16 -> (int) data.getShort();
      case UINT16 -> Short.toUnsignedInt(data.getShort());
      case INT32, UINT32 -> data.getInt();
      case INT64, UINT64 -> data.getLong();
      case FP32 -> data.getFloat();
      case FP64 -> data.getDouble();
      case BYTES -> ByteString.copyFrom(data, data.getInt());
      case FP16, BF16 -> throw new IllegalArgumentException(type + " has no typed contents");
    };
  }

  private static DynamicMessage.Builder input(
      Descriptor request, String name, String datatype, List<Long> shape) {
    var input = DynamicMessage.newBuilder(request.findFieldByName("inputs").getMessageType());
    return set(set(set(input, "name", name), "datatype", datatype), "shape", shape);
  }

  private static DynamicMessage.Builder set(
      DynamicMessage.Builder message, String field, Object value) {
    return message.setField(message.getDescriptorForType().findFieldByName(field), value);
  }

  private static FileDescriptor file(boolean packed) {
    var file = FileDescriptorProto.newBuilder()
        .setName("oip.proto")
        .setPackage("inference")
        .setSyntax("proto3");
    file.addMessageType(message("InferParameter")
        .addField(oneOf("bool_param", 1, FieldDescriptorProto.Type.TYPE_BOOL))
        .addField(oneOf("int64_param", 2, FieldDescriptorProto.Type.TYPE_INT64))
        .addField(oneOf("string_param", 3, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(oneOf("double_param", 4, FieldDescriptorProto.Type.TYPE_DOUBLE))
        .addField(oneOf("uint64_param", 5, FieldDescriptorProto.Type.TYPE_UINT64))
        .addOneofDecl(OneofDescriptorProto.newBuilder().setName("choice")));
    file.addMessageType(message("ParametersEntry")
        .addField(one("key", 1, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(one("value", 2, "InferParameter")));
    file.addMessageType(contents(packed));
    file.addMessageType(tensor("InferInputTensor", packed));
    file.addMessageType(tensor("InferOutputTensor", packed));
    file.addMessageType(message("InferRequestedOutputTensor")
        .addField(one("name", 1, FieldDescriptorProto.Type.TYPE_STRING)));
    file.addMessageType(head("ModelInferRequest")
        .addField(many("inputs", 5, "InferInputTensor"))
        .addField(many("outputs", 6, "InferRequestedOutputTensor"))
        .addField(many("raw_input_contents", 7, FieldDescriptorProto.Type.TYPE_BYTES)));
    file.addMessageType(head("ModelInferResponse")
        .addField(many("outputs", 5, "InferOutputTensor"))
        .addField(many("raw_output_contents", 6, FieldDescriptorProto.Type.TYPE_BYTES)));
    try {
      return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DescriptorProto.Builder message(String name) {
    return DescriptorProto.newBuilder().setName(name);
  }

  // A map is, on the wire, entries with a key and a value.
  private static DescriptorProto.Builder head(String name) {
    return message(name)
        .addField(one("model_name", 1, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(one("model_version", 2, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(one("id", 3, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(many("parameters", 4, "ParametersEntry"));
  }

  private static DescriptorProto.Builder tensor(String name, boolean packed) {
    return message(name)
        .addField(one("name", 1, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(one("datatype", 2, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(many("shape", 3, FieldDescriptorProto.Type.TYPE_INT64, packed))
        .addField(many("parameters", 4, "ParametersEntry"))
        .addField(one("contents", 5, "InferTensorContents"));
  }

  private static DescriptorProto.Builder contents(boolean packed) {
    return message("InferTensorContents")
        .addField(many("bool_contents", 1, FieldDescriptorProto.Type.TYPE_BOOL, packed))
        .addField(many("int_contents", 2, FieldDescriptorProto.Type.TYPE_INT32, packed))
        .addField(many("int64_contents", 3, FieldDescriptorProto.Type.TYPE_INT64, packed))
        .addField(many("uint_contents", 4, FieldDescriptorProto.Type.TYPE_UINT32, packed))
        .addField(many("uint64_contents", 5, FieldDescriptorProto.Type.TYPE_UINT64, packed))
        .addField(many("fp32_contents", 6, FieldDescriptorProto.Type.TYPE_FLOAT, packed))
        .addField(many("fp64_contents", 7, FieldDescriptorProto.Type.TYPE_DOUBLE, packed))
        .addField(many("bytes_contents", 8, FieldDescriptorProto.Type.TYPE_BYTES));
  }

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Label label) {
    return FieldDescriptorProto.newBuilder().setName(name).setNumber(number).setLabel(label);
  }

  private static FieldDescriptorProto.Builder one(
      String name, int number, FieldDescriptorProto.Type type) {
    return field(name, number, FieldDescriptorProto.Label.LABEL_OPTIONAL).setType(type);
  }

  private static FieldDescriptorProto.Builder one(String name, int number, String message) {
    return field(name, number, FieldDescriptorProto.Label.LABEL_OPTIONAL)
        .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
        .setTypeName(".inference." + message);
  }

  private static FieldDescriptorProto.Builder oneOf(
      String name, int number, FieldDescriptorProto.Type type) {
    return one(name, number, type).setOneofIndex(0);
  }

  private static FieldDescriptorProto.Builder many(String name, int number, String message) {
    return field(name, number, FieldDescriptorProto.Label.LABEL_REPEATED)
        .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
        .setTypeName(".inference." + message);
  }

  private static FieldDescriptorProto.Builder many(
      String name, int number, FieldDescriptorProto.Type type) {
    return field(name, number, FieldDescriptorProto.Label.LABEL_REPEATED).setType(type);
  }

  private static FieldDescriptorProto.Builder many(
      String name, int number, FieldDescriptorProto.Type type, boolean packed) {
    return many(name, number, type).setOptions(FieldOptions.newBuilder().setPacked(packed));
  }
}
