package io.millrace.model;

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
   * The tensors of a request in the order of this signature; the given list itself where it has that order.
   *
   * @throws InvalidRequestException if a name, datatype or shape is not the model's, or an input is missing
   */
  public List<Tensor> arrange(List<Tensor> given) {
    // Most requests name them in this order: nothing is copied then.
    var arranged = isInOrder(given) ? given : reordered(given);
    for (int i = 0; i < inputs.size(); i++) {
      check(inputs.get(i), arranged.get(i));
    }
    if (batchable) {
      checkRows(arranged);
    }
    return arranged;
  }

  private boolean isInOrder(List<Tensor> given) {
    if (given.size() != inputs.size()) {
      return false;
    }
    for (int i = 0; i < inputs.size(); i++) {
      if (!given.get(i).name().equals(inputs.get(i).name())) {
        return false;
      }
    }
    return true;
  }

  private List<Tensor> reordered(List<Tensor> given) {
    var ordered = inputs.stream().map(spec -> find(spec, given)).toList();
    if (given.size() != inputs.size()) {
      throw invalid("the request has inputs %s, the model takes %s", names(given), inputs);
    }
    return ordered;
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

  private Tensor find(TensorSpec spec, List<Tensor> given) {
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

  private static void check(TensorSpec spec, Tensor tensor) {
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
    for (int i = 1; i < arranged.size(); i++) {
      var tensor = arranged.get(i);
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
