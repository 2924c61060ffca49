package io.millrace.topology.serde;

import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;

/** What every tensor must hold to before it goes further, whichever form it came in. */
final class TensorChecks {
  private static final int FEW = 8;
  private static final int MOST = 4096;
  private static final int HIGHEST_RANK = 64;

  private TensorChecks() {}

  /**
   * A tensor whose data is as long as its type and shape say.
   *
   * @param side "input" or "output", for messages
   */
  static Tensor checked(String side, String name, DataType type, Shape shape, ByteBuffer data) {
    if (type == DataType.BYTES) {
      checkElements(side, name, shape, data.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    } else {
      checkLength(side, name, type, shape, data.remaining());
    }
    if (type == DataType.BOOL) {
      checkBooleans(side, name, data);
    }
    return new Tensor(name, type, shape, data);
  }

  private static void checkLength(
      String side, String name, DataType type, Shape shape, int length) {
    long elements = elements(side, name, shape);
    if (elements != length / type.size() || length % type.size() != 0) {
      throw invalid("%s \"%s\": shape %s of %s takes %d x %d bytes, the data has %d"
          .formatted(side, Utf8.shortened(name), shape, type, elements, type.size(), length));
    }
  }

  // Another byte would be read by the model's native code as a boolean that is neither.
  private static void checkBooleans(String side, String name, ByteBuffer data) {
    for (int at = data.position(); at < data.limit(); at++) {
      if ((data.get(at) & ~1) != 0) {
        throw invalid("%s \"%s\": the BOOL element %d is %d, neither 0 nor 1"
            .formatted(side, Utf8.shortened(name), at - data.position(), data.get(at)));
      }
    }
  }

  private static void checkElements(String side, String name, Shape shape, ByteBuffer data) {
    long wanted = elements(side, name, shape);
    long found = 0;
    int start = data.position();
    while (data.hasRemaining()) {
      int at = data.position() - start;
      long length = data.remaining() < Integer.BYTES ? -1 : Integer.toUnsignedLong(data.getInt());
      if (length < 0 || length > data.remaining()) {
        throw invalid("%s \"%s\": the BYTES element %d at byte %d runs past the end of its %d bytes"
            .formatted(side, Utf8.shortened(name), found, at, data.limit() - start));
      }
      data.position(data.position() + (int) length);
      found++;
    }
    if (found != wanted) {
      throw wrongCount(side, name, shape, wanted, found);
    }
  }

  /** The number of elements of the shape, which must have one. */
  static long elements(String side, String name, Shape shape) {
    try {
      return shape.elements();
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException(
          e.code(), "%s \"%s\": %s".formatted(side, Utf8.shortened(name), e.reason()));
    }
  }

  static DataType datatype(String side, String name, String datatype) {
    if (datatype.isEmpty()) {
      throw new InvalidRequestException(
          FailureCode.MALFORMED,
          "%s \"%s\" has no \"datatype\"".formatted(side, Utf8.shortened(name)));
    }
    try {
      return DataType.of(datatype);
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException(
          e.code(), "%s \"%s\": %s".formatted(side, Utf8.shortened(name), e.reason()));
    }
  }

  /** Keeps a small message from making millions of objects. */
  static void checkMany(int count, String what) {
    if (count > MOST) {
      throw invalid("more than %d %ss".formatted(MOST, what));
    }
  }

  static void checkRank(int rank) {
    if (rank > HIGHEST_RANK) {
      throw invalid("a shape of more than %d dimensions".formatted(HIGHEST_RANK));
    }
  }

  static InvalidRequestException wrongCount(
      String side, String name, Shape shape, long wanted, long found) {
    return invalid("%s \"%s\": shape %s takes %d elements, the data has %d"
        .formatted(side, Utf8.shortened(name), shape, wanted, found));
  }

  static void checkNames(String side, List<Tensor> tensors) {
    if (tensors.size() > FEW) {
      var seen = new HashSet<String>();
      tensors.stream().filter(t -> !seen.add(t.name())).findFirst().ifPresent(t -> refuse(side, t));
      return;
    }
    for (int i = 1; i < tensors.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (tensors.get(i).name().equals(tensors.get(j).name())) {
          refuse(side, tensors.get(i));
        }
      }
    }
  }

  private static void refuse(String side, Tensor twice) {
    throw invalid("two %ss are named \"%s\"".formatted(side, Utf8.shortened(twice.name())));
  }

  static InvalidRequestException invalid(String message) {
    return new InvalidRequestException(FailureCode.INVALID_INPUT, message);
  }
}
