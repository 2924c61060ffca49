package io.millrace.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A named tensor in the protocol's raw form.
 *
 * @param data the elements, row-major, little-endian, from position to limit; shared, not copied: read it through
 *     {@link #view()}
 */
public record Tensor(String name, DataType type, Shape shape, ByteBuffer data) {

  /**
   * Checks that the data has as many bytes as type and shape ask for.
   *
   * @throws InvalidRequestException if it has not
   */
  public Tensor {
    long elements = shape.elements();
    // By division: the product of a hostile shape may overflow to the very length of the data.
    if (type != DataType.BYTES
        && (elements != data.remaining() / type.size() || data.remaining() % type.size() != 0)) {
      throw new InvalidRequestException(
          FailureCode.INVALID_INPUT,
          "input \"%s\": shape %s of %s takes %d x %d bytes, the data has %d"
              .formatted(name, shape, type, elements, type.size(), data.remaining()));
    }
  }

  /** A little-endian view of just the data, with a position of its own that starts at 0. */
  public ByteBuffer view() {
    return data.slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
