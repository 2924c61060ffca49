package io.millrace.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model as the registry knows it: one record of the compacted topic {@code models}.
 *
 * @param epoch counts the accepted commands of this model, from 1
 * @param versions in ascending order
 * @param lastCommand what became of the newest command, for the one who waits for it
 * @param feedback whether and how the truth of its predictions is told; null where it is not
 * @param drift whether and how the drift of its predictions is watched; null where it is not
 * @param inputs what of its inputs is watched, and how; null where nothing is
 */
public record ModelRecord(
    ModelName name,
    long epoch,
    List<Version> versions,
    Outcome lastCommand,
    @Nullable ModelFeedback feedback,
    @Nullable ModelDrift drift,
    @Nullable ModelInputs inputs) {

  /** A model that declares nothing. */
  public ModelRecord(ModelName name, long epoch, List<Version> versions, Outcome lastCommand) {
    this(name, epoch, versions, lastCommand, null, null, null);
  }

  /**
   * One version as its command described it.
   *
   * @param sha256 of the model file, in lower-case hex
   * @param sizeBytes of the model file
   * @param added when the command was accepted, in log time
   * @param backend what answers in a model file's place; null where the file does
   */
  public record Version(
      ModelVersion number,
      String sha256,
      long sizeBytes,
      Instant added,
      ModelSignature signature,
      @Nullable TaskBackend backend) {

    // Anyone can write JSON to the topic: what the registry folds must be whole.
    public Version {
      Objects.requireNonNull(number, "number");
      Objects.requireNonNull(sha256, "sha256");
      Objects.requireNonNull(added, "added");
      Objects.requireNonNull(signature, "signature");
    }

    /** A version that is a file. */
    public Version(
        ModelVersion number,
        String sha256,
        long sizeBytes,
        Instant added,
        ModelSignature signature) {
      this(number, sha256, sizeBytes, added, signature, null);
    }
  }

  /**
   * What became of a command.
   *
   * @param commandId of the command
   * @param rejection why it was refused; null where it was accepted
   */
  public record Outcome(String commandId, @Nullable String rejection) {}

  /** That version, or the newest where none is named; null if there is none. */
  public @Nullable Version version(@Nullable ModelVersion wanted) {
    if (wanted == null) {
      return versions.isEmpty() ? null : versions.get(versions.size() - 1);
    }
    for (var version : versions) { // asked for with every request
      if (version.number().equals(wanted)) {
        return version;
      }
    }
    return null;
  }
}
