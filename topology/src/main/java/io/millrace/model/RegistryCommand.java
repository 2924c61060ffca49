package io.millrace.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A wish to a registry: set the value of a key, or take it back.
 *
 * @param commandId names the command, so that its sender finds the outcome
 * @param expectedEpoch refuse if the key's entry has moved on; null takes any
 * @param value the value's JSON, as its sender wrote it: the registry says what is wrong in it. Null takes
 *     the value back
 */
public record RegistryCommand(
    String commandId,
    String key,
    @Nullable Long expectedEpoch,
    @Nullable String value) {
  private static final int LONGEST = 200;

  // Anyone can write JSON to the topic: what the registry folds must be whole.
  public RegistryCommand {
    Objects.requireNonNull(commandId, "commandId");
    Objects.requireNonNull(key, "key");
    if (commandId.length() > LONGEST || key.length() > LONGEST) {
      throw new IllegalArgumentException(
          "commandId and key: longer than %d characters".formatted(LONGEST));
    }
  }
}
