package io.millrace.topology.serde;

import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code ModelInferRequest} or {@code ModelInferResponse}: they differ in the number of their raw contents. Fields
 * may come in any order, so the walk notes where tensors and contents lie and joins them at the end.
 */
final class ProtobufReader {
  static final int MODEL = 1 << 3 | 2;
  static final int VERSION = 2 << 3 | 2;
  static final int ID = 3 << 3 | 2;
  static final int PARAMETERS = 4 << 3 | 2;
  static final int TENSORS = 5 << 3 | 2;
  static final int WANTED = 6 << 3 | 2;
  static final int REQUEST_RAW = 7 << 3 | 2;
  static final int ANSWER_RAW = 6 << 3 | 2;

  private static final int NAME = 1 << 3 | 2;
  private static final int DATATYPE = 2 << 3 | 2;
  private static final int SHAPE = 3 << 3;
  private static final int PACKED_SHAPE = 3 << 3 | 2;
  private static final int CONTENTS = 5 << 3 | 2;

  @Nullable
  String model;

  @Nullable
  String version;

  @Nullable
  String id;

  Map<String, Object> parameters = Map.of();
  List<String> wanted = List.of();

  private final byte[] bytes;
  private final WireReader in;
  private final String side;
  private final int rawTag;
  private final Ranges tensors = new Ranges();
  private final Ranges raws = new Ranges();
  private final Ranges contents = new Ranges();
  private long[] dims = new long[4];
  private int rank;

  private ProtobufReader(byte[] bytes, String side, int rawTag) {
    this.bytes = bytes;
    this.in = new WireReader(bytes);
    this.side = side;
    this.rawTag = rawTag;
  }

  static ProtobufReader ofRequest(byte[] bytes) {
    var reader = new ProtobufReader(bytes, "input", REQUEST_RAW);
    reader.readFields();
    return reader;
  }

  static ProtobufReader ofAnswer(byte[] bytes) {
    var reader = new ProtobufReader(bytes, "output", ANSWER_RAW);
    reader.readFields();
    return reader;
  }

  private void readFields() {
    while (!in.atEnd()) {
      int tag = in.tag();
      if (tag == rawTag) {
        note(raws);
      } else {
        readField(tag);
      }
    }
  }

  private void readField(int tag) {
    switch (tag) {
      case MODEL -> model = emptyAsNull(in.text());
      case VERSION -> version = emptyAsNull(in.text());
      case ID -> id = emptyAsNull(in.text());
      case TENSORS -> note(tensors);
      case PARAMETERS -> readParameter();
      case WANTED -> readWanted();
      default -> in.skip(tag);
    }
  }

  private void note(Ranges ranges) {
    int length = in.length();
    ranges.add(in.advance(length), length);
    TensorChecks.checkMany(ranges.size(), side);
  }

  private static @Nullable String emptyAsNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private void readWanted() {
    if (wanted.isEmpty()) {
      wanted = new ArrayList<>();
    }
    var name = "";
    int outer = in.enter(in.length());
    while (!in.atEnd()) {
      int tag = in.tag();
      if (tag == NAME) {
        name = in.text();
      } else {
        in.skip(tag);
      }
    }
    in.limit(outer);
    wanted.add(named(name, "output"));
    TensorChecks.checkMany(wanted.size(), "output");
  }

  private void readParameter() {
    if (parameters.isEmpty()) {
      parameters = new LinkedHashMap<>();
    }
    var key = "";
    Object value = null;
    int outer = in.enter(in.length());
    while (!in.atEnd()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 | 2 -> key = in.text();
        case 2 << 3 | 2 -> value = parameterValue(value);
        default -> in.skip(tag);
      }
    }
    in.limit(outer);
    if (value != null) {
      parameters.put(key, value);
      TensorChecks.checkMany(parameters.size(), "parameter");
    }
  }

  private @Nullable Object parameterValue(@Nullable Object before) {
    Object value = before;
    int outer = in.enter(in.length());
    while (!in.atEnd()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 -> value = in.varint() != 0;
        case 2 << 3 -> value = in.varint();
        case 3 << 3 | 2 -> value = in.text();
        case 4 << 3 | 1 -> value = Double.longBitsToDouble(in.fixed64());
        case 5 << 3 -> value = unsigned(in.varint());
        default -> in.skip(tag);
      }
    }
    in.limit(outer);
    return value;
  }

  private static Object unsigned(long value) {
    return value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
  }

  /** The message's tensors, each over its own part of the message's bytes. */
  List<Tensor> tensors() {
    if (raws.size() != 0 && raws.size() != tensors.size()) {
      throw new InvalidRequestException(
          FailureCode.MALFORMED,
          "%d raw contents for %d %ss: each takes one"
              .formatted(raws.size(), tensors.size(), side));
    }
    var read = new Tensor[tensors.size()];
    for (int i = 0; i < read.length; i++) {
      read[i] = tensor(i);
    }
    var list = List.of(read);
    TensorChecks.checkNames(side, list);
    return list;
  }

  private Tensor tensor(int i) {
    var tensor = new WireReader(bytes, tensors.from(i), tensors.to(i));
    var name = "";
    var datatype = "";
    rank = 0;
    contents.clear();
    while (!tensor.atEnd()) {
      int tag = tensor.tag();
      switch (tag) {
        case NAME -> name = tensor.text();
        case DATATYPE -> datatype = tensor.text();
        case SHAPE -> addDim(tensor.varint());
        case PACKED_SHAPE -> addDims(tensor);
        case CONTENTS -> noteContents(tensor);
        default -> tensor.skip(tag);
      }
    }
    var type = TensorChecks.datatype(side, named(name, side), datatype);
    return join(i, name, type, Shape.of(Arrays.copyOf(dims, rank)));
  }

  private Tensor join(int i, String name, DataType type, Shape shape) {
    if (raws.size() == 0) {
      long elements = TensorChecks.elements(side, name, shape);
      return new TypedContents(bytes, side, name, type).tensor(shape, contents, elements);
    }
    if (contents.size() != 0) {
      throw new InvalidRequestException(
          FailureCode.MALFORMED,
          "%s \"%s\" has typed contents beside the raw ones".formatted(side, Utf8.shortened(name)));
    }
    return TensorChecks.checked(side, name, type, shape, in.slice(raws.from(i), raws.length(i)));
  }

  private void addDims(WireReader tensor) {
    int outer = tensor.enter(tensor.length());
    while (!tensor.atEnd()) {
      addDim(tensor.varint());
    }
    tensor.limit(outer);
  }

  private void addDim(long dim) {
    if (rank == dims.length) {
      TensorChecks.checkRank(rank + 1);
      dims = Arrays.copyOf(dims, 2 * rank);
    }
    dims[rank++] = dim;
  }

  // An empty message stands for contents that were touched but not filled.
  private void noteContents(WireReader tensor) {
    int length = tensor.length();
    int from = tensor.advance(length);
    if (length > 0) {
      TensorChecks.checkMany(contents.size() + 1, "content");
      contents.add(from, length);
    }
  }

  private static String named(String name, String side) {
    if (name.isEmpty()) {
      throw new InvalidRequestException(
          FailureCode.MALFORMED, "an %s without a name".formatted(side));
    }
    return name;
  }
}
