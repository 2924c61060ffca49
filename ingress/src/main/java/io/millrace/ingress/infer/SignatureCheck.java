package io.millrace.ingress.infer;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses at the door what the model does not take, so that it costs no trip over the log. */
final class SignatureCheck {
  private SignatureCheck() {}

  static void check(
      ModelName model, ModelSignature signature, List<Tensor> inputs, List<String> outputs) {
    for (var input : inputs) {
      checkInput(model, signature, input);
    }
    for (var wanted : signature.inputs()) {
      if (find(inputs, wanted.name()) == null) {
        throw invalid("model \"%s\": input \"%s\" is missing".formatted(model, wanted.name()));
      }
    }
    if (inputs.size() != signature.inputs().size()) {
      throw invalid("model \"%s\": an input is given more than once".formatted(model));
    }
    outputs.forEach(name -> requireSpec(model, "output", signature.outputs(), name));
  }

  private static void checkInput(ModelName model, ModelSignature signature, Tensor input) {
    var spec = requireSpec(model, "input", signature.inputs(), input.name());
    if (spec.type() != input.type()) {
      throw invalid("model \"%s\": input \"%s\" takes %s, not %s"
          .formatted(model, input.name(), spec.type(), input.type()));
    }
    if (!spec.shape().accepts(input.shape())) {
      throw invalid("model \"%s\": input \"%s\" takes shape %s, not %s"
          .formatted(model, input.name(), spec.shape(), input.shape()));
    }
  }

  private static TensorSpec requireSpec(
      ModelName model, String kind, List<TensorSpec> specs, String name) {
    for (var spec : specs) {
      if (spec.name().equals(name)) {
        return spec;
      }
    }
    throw invalid("model \"%s\" has no %s \"%s\"; it has %s"
        .formatted(model, kind, name, specs.stream().map(TensorSpec::name).toList()));
  }

  private static @Nullable Tensor find(List<Tensor> tensors, String name) {
    for (var tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    return null;
  }

  private static InvalidRequestException invalid(String message) {
    return new InvalidRequestException(FailureCode.INVALID_INPUT, message);
  }
}
