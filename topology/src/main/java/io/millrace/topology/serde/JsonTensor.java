package io.millrace.topology.serde;

import io.millrace.model.DataType;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One tensor's object in JSON. Data that comes before name, type and shape is stepped over, and read once they are known. */
final class JsonTensor {
  private static final int NOT_SEEN = -1;

  private final JsonInput in;
  private final String side;
  private final int number;
  private @Nullable String name;
  private @Nullable DataType type;
  private @Nullable Shape shape;
  private @Nullable Tensor tensor;
  private int dataAt = NOT_SEEN;

  /**
   * Reads the object that the walk has just entered.
   *
   * @param number counts from 0, and stands in messages where there is no name
   */
  JsonTensor(JsonInput in, String side, int number) {
    this.in = in;
    this.side = side;
    this.number = number;
  }

  Tensor read() {
    for (var field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "name" -> name = text("name");
        case "datatype" -> type = TensorChecks.datatype(side, label(), text("datatype"));
        case "shape" -> shape = readShape();
        case "data" -> readData();
        default -> in.skipNext();
      }
    }
    return tensor == null ? late() : tensor;
  }

  private void readData() {
    in.next();
    if (name != null && type != null && shape != null) {
      tensor = new JsonElements(in, side, name, type, shape).read();
    } else {
      dataAt = in.at();
      in.skip();
    }
  }

  private Tensor late() {
    if (name == null || name.isEmpty()) {
      throw in.malformed("%s %d has no \"name\"".formatted(side, number));
    }
    if (shape == null) {
      throw missing("shape");
    }
    if (type == null) {
      throw missing("datatype");
    }
    if (dataAt == NOT_SEEN) {
      throw missing("data");
    }
    try (var again = in.from(dataAt)) {
      again.next();
      return new JsonElements(again, side, name, type, shape).read();
    }
  }

  private RuntimeException missing(String field) {
    return in.malformed("%s has no \"%s\"".formatted(quoted(), field));
  }

  private String text(String field) {
    if (in.next() != JsonToken.VALUE_STRING) {
      throw in.expected("\"%s\" of %s".formatted(field, quoted()), "a string");
    }
    return in.parser().getString();
  }

  private Shape readShape() {
    if (in.next() != JsonToken.START_ARRAY) {
      throw in.expected("\"shape\" of " + quoted(), "an array");
    }
    var dims = new long[4];
    int rank = 0;
    while (in.nextElement()) {
      if (rank == dims.length) {
        TensorChecks.checkRank(rank + 1);
        dims = Arrays.copyOf(dims, 2 * rank);
      }
      dims[rank++] = dim();
    }
    return Shape.of(Arrays.copyOf(dims, rank));
  }

  private long dim() {
    var parser = in.parser();
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw in.expected("a dimension of " + quoted(), "a whole number");
    }
    return parser.getLongValue();
  }

  private String label() {
    return name == null ? String.valueOf(number) : name;
  }

  private String quoted() {
    return name == null ? side + ' ' + number : "%s \"%s\"".formatted(side, Utf8.shortened(name));
  }
}
