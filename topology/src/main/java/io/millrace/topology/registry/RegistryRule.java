package io.millrace.topology.registry;

import io.millrace.model.ModelRecord;
import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A registry's rule: a key's entry after a command is a function of the entry before and the command. */
public final class RegistryRule<V> {
  private final ValueReader<V> reader;

  /** Reads the value of a command. */
  @FunctionalInterface
  public interface ValueReader<V> {
    /** @throws IllegalArgumentException if it is none, saying all that is wrong */
    V read(String key, String json);
  }

  public RegistryRule(ValueReader<V> reader) {
    this.reader = reader;
  }

  /**
   * The entry after the command. A refused command changes neither value nor epoch, nor does one that sets
   * what is there already.
   *
   * @param at the command's time on the log
   */
  public RegistryEntry<V> apply(
      @Nullable RegistryEntry<V> before, RegistryCommand command, Instant at) {
    long epoch = before == null ? 0 : before.epoch();
    if (command.expectedEpoch() != null && command.expectedEpoch() != epoch) {
      return refuse(
          before,
          command,
          "\"%s\" is at epoch %d, the command expects %d"
              .formatted(command.key(), epoch, command.expectedEpoch()));
    }
    if (command.value() == null) {
      return before == null || before.value() == null
          ? refuse(before, command, "\"%s\" is not there to be taken back".formatted(command.key()))
          : changed(command, epoch + 1, null, at);
    }
    try {
      var value = reader.read(command.key(), command.value());
      return before != null && value.equals(before.value())
          ? outcome(before, command, null)
          : changed(command, epoch + 1, value, at);
    } catch (IllegalArgumentException e) {
      return refuse(before, command, String.valueOf(e.getMessage()));
    }
  }

  private static <V> RegistryEntry<V> changed(
      RegistryCommand command, long epoch, @Nullable V value, Instant at) {
    return new RegistryEntry<>(
        command.key(), epoch, value, at, new ModelRecord.Outcome(command.commandId(), null));
  }

  private static <V> RegistryEntry<V> outcome(
      RegistryEntry<V> before, RegistryCommand command, @Nullable String rejection) {
    return new RegistryEntry<>(
        before.key(),
        before.epoch(),
        before.value(),
        before.changed(),
        new ModelRecord.Outcome(command.commandId(), rejection));
  }

  /** The entry after a command that is refused for a reason that the rule does not know. */
  public RegistryEntry<V> refuse(
      @Nullable RegistryEntry<V> before, RegistryCommand command, String reason) {
    return before == null
        ? new RegistryEntry<>(
            command.key(), 0, null, null, new ModelRecord.Outcome(command.commandId(), reason))
        : outcome(before, command, reason);
  }
}
