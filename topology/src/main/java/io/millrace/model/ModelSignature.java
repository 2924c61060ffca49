package io.millrace.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes and gives.
 *
 * @param batchable whether rows of several requests may run as one batch along the first axis
 */
public record ModelSignature(List<TensorSpec> inputs, List<TensorSpec> outputs, boolean batchable) {
  public ModelSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("a model without inputs");
    }
  }

  // A shape without elements costs a request nothing, and may cost a model memory for each row, or
  // each column: a sum over the empty axis, say, has an element for every other place.
  private static final long MOST_EMPTY_PLACES = 1 << 16;

  /** One input or output; −1 in its shape is any size. */
  public record TensorSpec(String name, DataType type, Shape shape) {
    public TensorSpec {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(shape, "shape");
    }

    @Override
    public String toString() {
      return "%s %s%s".formatted(name, type, shape);
    }
  }

  /**
   * The tensors of a request in the order of this signature.
   *
   * @throws InvalidRequestException if a name, datatype or shape is not the model's, or an input is missing
   */
  public List<Tensor> arrange(List<Tensor> given) {
    var arranged = new ArrayList<Tensor>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      arranged.add(checked(inputs.get(i), find(inputs.get(i), i, given)));
    }
    if (given.size() != inputs.size()) {
      throw invalid("the request has inputs %s, the model takes %s", names(given), inputs);
    }
    if (batchable) {
      checkRows(arranged);
    }
    return arranged;
  }

  /**
   * Checks that the model has all outputs of these names.
   *
   * @throws InvalidRequestException if it has not
   */
  public void checkOutputs(List<String> wanted) {
    for (var name : wanted) {
      if (outputs.stream().noneMatch(o -> o.name().equals(name))) {
        throw invalid("the model has no output \"%s\"; it gives %s", name, outputs);
      }
    }
  }

  // Most requests name their inputs in the model's order, so that place is looked at first.
  private Tensor find(TensorSpec spec, int place, List<Tensor> given) {
    if (place < given.size() && given.get(place).name().equals(spec.name())) {
      return given.get(place);
    }
    Tensor found = null;
    for (var tensor : given) {
      if (tensor.name().equals(spec.name())) {
        found = tensor;
      }
    }
    return require(found, spec, given);
  }

  private Tensor require(@Nullable Tensor found, TensorSpec spec, List<Tensor> given) {
    if (found == null) {
      throw invalid(
          "input \"%s\" is missing; the request has %s, the model takes %s",
          spec.name(), names(given), inputs);
    }
    return found;
  }

  private static Tensor checked(TensorSpec spec, Tensor tensor) {
    if (tensor.type() != spec.type()) {
      throw invalid(
          "input \"%s\" is %s, the model takes %s", spec.name(), tensor.type(), spec.type());
    }
    if (!spec.shape().accepts(tensor.shape())) {
      throw invalid(
          "input \"%s\" has shape %s, the model takes %s (-1 is any size)",
          spec.name(), tensor.shape(), spec.shape());
    }
    if (!tensor.data().hasRemaining()) {
      checkEmpty(spec, tensor.shape());
    }
    return tensor;
  }

  // Axes whose size the model fixes are the model's own doing, and are not counted.
  private static void checkEmpty(TensorSpec spec, Shape empty) {
    long places = 1;
    for (int axis = 0; axis < empty.rank(); axis++) {
      if (spec.shape().dim(axis) < 0 && empty.dim(axis) > 0) {
        if (empty.dim(axis) > MOST_EMPTY_PLACES / places) {
          throw invalid(
              "input \"%s\" of shape %s has no elements; its other axes may then have %d places together",
              spec.name(), empty, MOST_EMPTY_PLACES);
        }
        places *= empty.dim(axis);
      }
    }
  }

  private static void checkRows(List<Tensor> arranged) {
    var first = arranged.get(0);
    for (var tensor : arranged) {
      if (tensor.shape().rows() != first.shape().rows()) {
        throw invalid(
            "input \"%s\" has %d rows, input \"%s\" has %d",
            first.name(), first.shape().rows(), tensor.name(), tensor.shape().rows());
      }
    }
  }

  private static List<String> names(List<Tensor> tensors) {
    return tensors.stream().map(t -> "\"" + t.name() + "\"").toList();
  }

  private static InvalidRequestException invalid(String format, Object... values) {
    return new InvalidRequestException(FailureCode.INVALID_INPUT, format.formatted(values));
  }
}
