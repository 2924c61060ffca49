package io.millrace.model.qoa;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a model.
 *
 * @param id of the inference, where it has one
 * @param stage of the instance
 * @param instance which made it
 * @param prediction as reported: scores by class ({@code Map<String, ?>}), a number, or any other JSON as
 *     {@link Value.Structured#json} has it
 * @param confidence as reported, where it is a number
 * @param truth what the answer should have been, where the reporter knows
 * @param previous the ids of the inferences that it was made from
 */
public record Inference(
    @Nullable String id,
    String stage,
    String instance,
    @Nullable Object prediction,
    @Nullable Double confidence,
    @Nullable String truth,
    List<String> previous) {
  public Inference {
    previous = List.copyOf(previous);
  }
}
