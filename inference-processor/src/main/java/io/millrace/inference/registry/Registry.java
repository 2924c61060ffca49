package io.millrace.inference.registry;

import io.millrace.model.ModelCommand;
import io.millrace.model.ModelRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registry's rule: a model's record after a command is a function of the record before and the command. */
final class Registry {
  private Registry() {}

  /**
   * The record after the command. A refused command leaves versions and epoch as they are.
   *
   * @param at the command's time on the log
   */
  static ModelRecord apply(@Nullable ModelRecord before, ModelCommand command, Instant at) {
    long epoch = before == null ? 0 : before.epoch();
    var versions = before == null ? List.<ModelRecord.Version>of() : before.versions();
    var refusal = refusal(versions, epoch, command);
    var outcome = new ModelRecord.Outcome(command.commandId(), refusal);
    if (refusal != null || isKnown(versions, command.version())) {
      return new ModelRecord(command.model(), epoch, versions, outcome);
    }
    return new ModelRecord(
        command.model(), epoch + 1, with(versions, command.version(), at), outcome);
  }

  /** The record after a command that is refused for a reason that the rule does not know. */
  static ModelRecord refuse(@Nullable ModelRecord before, ModelCommand command, String reason) {
    var outcome = new ModelRecord.Outcome(command.commandId(), reason);
    return before == null
        ? new ModelRecord(command.model(), 0, List.of(), outcome)
        : new ModelRecord(before.name(), before.epoch(), before.versions(), outcome);
  }

  private static @Nullable String refusal(
      List<ModelRecord.Version> versions, long epoch, ModelCommand command) {
    if (command.expectedEpoch() != null && command.expectedEpoch() != epoch) {
      return "model \"%s\" is at epoch %d, the command expects %d"
          .formatted(command.model(), epoch, command.expectedEpoch());
    }
    for (var version : versions) {
      if (version.number().equals(command.version().number())
          && !version.sha256().equals(command.version().sha256())) {
        return "model \"%s\" version %s is registered with other bytes"
            .formatted(command.model(), version.number());
      }
    }
    return null;
  }

  private static boolean isKnown(List<ModelRecord.Version> versions, ModelRecord.Version wanted) {
    return versions.stream().anyMatch(v -> v.number().equals(wanted.number()));
  }

  private static List<ModelRecord.Version> with(
      List<ModelRecord.Version> versions, ModelRecord.Version added, Instant at) {
    var all = new ArrayList<>(versions);
    all.add(new ModelRecord.Version(
        added.number(), added.sha256(), added.sizeBytes(), at, added.signature()));
    all.sort(Comparator.comparing(ModelRecord.Version::number));
    return List.copyOf(all);
  }
}
