package io.millrace.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A wish to the registry: make this version known.
 *
 * @param commandId names the command, so that its sender finds the outcome
 * @param expectedEpoch refuse if the model's record has moved on; null takes any
 * @param feedback what the model declares of its truths from now on; null leaves it as it is
 * @param drift what the model declares of watching its drift; null leaves it as it is
 * @param inputs what the model declares of watching its inputs; null leaves it as it is
 */
public record ModelCommand(
    String commandId,
    ModelName model,
    @Nullable Long expectedEpoch,
    ModelRecord.Version version,
    @Nullable ModelFeedback feedback,
    @Nullable ModelDrift drift,
    @Nullable ModelInputs inputs) {

  private static final int LONGEST_ID = 200;

  // Anyone can write JSON to the topic: what the registry folds must be whole.
  public ModelCommand {
    Objects.requireNonNull(commandId, "commandId");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    if (commandId.length() > LONGEST_ID) {
      throw new IllegalArgumentException("commandId: longer than %d".formatted(LONGEST_ID));
    }
  }

  /** A command that leaves the model's declarations as they are. */
  public ModelCommand(
      String commandId,
      ModelName model,
      @Nullable Long expectedEpoch,
      ModelRecord.Version version) {
    this(commandId, model, expectedEpoch, version, null, null, null);
  }
}
