package io.millrace.inference.registry;

import io.millrace.model.ModelCommand;
import io.millrace.model.ModelDrift;
import io.millrace.model.ModelFeedback;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
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
    var known = before == null
        ? new ModelRecord(command.model(), 0, List.of(), new ModelRecord.Outcome("", null))
        : before;
    var refusal = refusal(known.versions(), known.epoch(), command);
    var outcome = new ModelRecord.Outcome(command.commandId(), refusal);
    var after = refusal == null ? accepted(known, command, at) : known;
    return with(outcome, after);
  }

  private static ModelRecord accepted(ModelRecord before, ModelCommand command, Instant at) {
    boolean isNew = !isKnown(before.versions(), command.version());
    long epoch = before.epoch() + 1;
    var after = new ModelRecord(
        command.model(),
        epoch,
        isNew ? with(before.versions(), command.version(), at) : before.versions(),
        before.lastCommand(),
        declared(before.feedback(), command.feedback(), ModelFeedback::isOff),
        declared(before.drift(), command.drift(), ModelDrift::isOff),
        inputs(before.inputs(), command.inputs(), epoch));
    boolean isChanged = isNew
        || !Objects.equals(after.feedback(), before.feedback())
        || !Objects.equals(after.drift(), before.drift())
        || !Objects.equals(after.inputs(), before.inputs());
    return isChanged ? after : before;
  }

  private static <D> @Nullable D declared(
      @Nullable D before, @Nullable D wanted, Predicate<D> isOff) {
    if (wanted == null) {
      return before;
    }
    return isOff.test(wanted) ? null : wanted;
  }

  // Declaring the same once more is no new declaration, and keeps the reference that was gathered.
  private static @Nullable ModelInputs inputs(
      @Nullable ModelInputs before, @Nullable ModelInputs wanted, long epoch) {
    if (wanted != null && wanted.isSame(before)) {
      return before;
    }
    return declared(before, wanted == null ? null : wanted.since(epoch), ModelInputs::isOff);
  }

  private static ModelRecord with(ModelRecord.Outcome outcome, ModelRecord record) {
    return new ModelRecord(
        record.name(),
        record.epoch(),
        record.versions(),
        outcome,
        record.feedback(),
        record.drift(),
        record.inputs());
  }

  /** The record after a command that is refused for a reason that the rule does not know. */
  static ModelRecord refuse(@Nullable ModelRecord before, ModelCommand command, String reason) {
    var outcome = new ModelRecord.Outcome(command.commandId(), reason);
    return before == null
        ? new ModelRecord(command.model(), 0, List.of(), outcome)
        : with(outcome, before);
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
        added.number(), added.sha256(), added.sizeBytes(), at, added.signature(), added.backend()));
    all.sort(Comparator.comparing(ModelRecord.Version::number));
    return List.copyOf(all);
  }
}
