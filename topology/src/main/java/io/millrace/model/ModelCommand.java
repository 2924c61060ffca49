package io.millrace.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A wish to the registry: make this version known.
 *
 * @param commandId names the command, so that its sender finds the outcome
 * @param expectedEpoch refuse if the model's record has moved on; null takes any
 */
public record ModelCommand(
    String commandId, ModelName model, @Nullable Long expectedEpoch, ModelRecord.Version version) {

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
}
