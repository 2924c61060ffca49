package io.millrace.model;

import java.util.Arrays;

/** The dimensions of a tensor, outermost first; −1 in a model's signature is any size. */
public final class Shape {
  private final long[] dims;

  private Shape(long[] dims) {
    this.dims = dims;
  }

  public static Shape of(long... dims) {
    return new Shape(dims.clone());
  }

  public int rank() {
    return dims.length;
  }

  public long dim(int axis) {
    return dims[axis];
  }

  /** A copy of the dimensions. */
  public long[] dims() {
    return dims.clone();
  }

  /** Rows of the first axis; 1 for a scalar. */
  public long rows() {
    return dims.length == 0 ? 1 : dims[0];
  }

  /** The same shape with another number of rows; a scalar stays one. */
  public Shape withRows(long rows) {
    if (dims.length == 0) {
      return this;
    }
    var copy = dims.clone();
    copy[0] = rows;
    return new Shape(copy);
  }

  /** Whether both shapes agree in every axis but the first. */
  public boolean sameRowShape(Shape other) {
    return Arrays.equals(
        dims,
        Math.min(1, dims.length),
        dims.length,
        other.dims,
        Math.min(1, other.dims.length),
        other.dims.length);
  }

  /**
   * The number of elements.
   *
   * @throws InvalidRequestException if a dimension is negative or the product overflows
   */
  public long elements() {
    long product = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw new InvalidRequestException(
            FailureCode.INVALID_INPUT, "shape %s has a negative dimension".formatted(this));
      }
      product = multiply(product, dim);
    }
    return product;
  }

  private long multiply(long product, long dim) {
    try {
      return Math.multiplyExact(product, dim);
    } catch (ArithmeticException e) {
      throw new InvalidRequestException(
          FailureCode.INVALID_INPUT, "shape %s has too many elements".formatted(this));
    }
  }

  /** Whether a request's shape fits this signature shape, where −1 takes any size. */
  public boolean accepts(Shape actual) {
    if (dims.length != actual.dims.length) {
      return false;
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] >= 0 && dims[i] != actual.dims[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
