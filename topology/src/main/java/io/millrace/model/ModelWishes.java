package io.millrace.model;

import org.jspecify.annotations.Nullable;

/**
 * What is said of a model beside its versions.
 *
 * @param feedback null leaves it as it is
 * @param drift null leaves it as it is
 * @param inputs null leaves it as it is
 */
public record ModelWishes(
    @Nullable ModelFeedback feedback,
    @Nullable ModelDrift drift,
    @Nullable ModelInputs inputs) {
  /** All stays as it is. */
  public static final ModelWishes NONE = new ModelWishes(null, null, null);

  /** Whether the model declares already what is wished. */
  public boolean areMetBy(ModelRecord model) {
    return (feedback == null
            || (feedback.isOff() ? model.feedback() == null : feedback.equals(model.feedback())))
        && (drift == null || (drift.isOff() ? model.drift() == null : drift.equals(model.drift())))
        && (inputs == null
            || (inputs.isOff() ? model.inputs() == null : inputs.isSame(model.inputs())));
  }
}
