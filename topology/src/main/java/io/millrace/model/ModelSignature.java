package io.millrace.model;

import java.util.List;

/**
 * What a model takes and gives.
 *
 * @param batchable whether rows of several requests may run as one batch along the first axis
 */
public record ModelSignature(List<TensorSpec> inputs, List<TensorSpec> outputs, boolean batchable) {

  /** One input or output; −1 in its shape is any size. */
  public record TensorSpec(String name, DataType type, Shape shape) {}
}
