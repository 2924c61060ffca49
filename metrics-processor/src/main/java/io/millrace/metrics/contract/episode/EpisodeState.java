package io.millrace.metrics.contract.episode;

import io.millrace.model.contract.Evidence;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an objective stands between episodes or in one.
 *
 * @param last the newest verdict's status; null before the first
 * @param lastAt log time never goes back behind it
 * @param pending verdicts that are violated, for too short a time to open an episode
 * @param open the episode; null where there is none
 * @param metSince since when all verdicts of an open episode are met; null where the last one is not
 * @param opening the newest episode's opening window, so that a second one in it gets an id of its own
 */
public record EpisodeState(
    Verdict.@Nullable Status last,
    Instant lastAt,
    @Nullable Breach pending,
    @Nullable Open open,
    @Nullable Instant metSince,
    @Nullable Opening opening) {
  public static final EpisodeState NONE =
      new EpisodeState(null, Instant.EPOCH, null, null, null, null);

  /**
   * A run of violated verdicts.
   *
   * @param evidence of its newest verdict
   * @param severity the worst
   * @param worst the value that missed its condition most
   * @param missedBy by how much
   */
  public record Breach(
      Instant since,
      Instant windowStart,
      Evidence evidence,
      Severity severity,
      double worst,
      double missedBy) {}

  /** An open episode. */
  public record Open(String id, Instant at, Breach breach) {}

  /**
   * A window in which an episode was opened.
   *
   * @param episodes how many were
   */
  public record Opening(Instant windowStart, int episodes) {}

  public boolean isOpen() {
    return open != null;
  }
}
