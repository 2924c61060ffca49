package io.millrace.model.placement.state;

import io.millrace.model.placement.Checks;
import io.millrace.model.placement.ServiceSpec;
import java.util.List;
import java.util.Map;

/**
 * A service as its pool knows it.
 *
 * @param ordinal of two services the one that was added first has the lower one
 * @param revision counts the updates for which instances had to change
 * @param revisions what instances run, by revision: the present one, and earlier ones that still
 *     have instances
 * @param instances number in the id of the last that was placed; they count on from the pool's epoch, so that no id
 *     comes again after a service was removed and added
 * @param avoided nodes that it shall not have, each with the reason
 * @param preferred kinds of devices or values of labels that make a node better for it
 * @param waiting what was said last of its instances that wait
 */
public record ServiceEntry(
    long ordinal,
    ServiceSpec spec,
    long revision,
    List<Revision> revisions,
    long instances,
    Map<String, String> avoided,
    List<String> preferred,
    Waiting waiting) {
  public ServiceEntry {
    revisions = List.copyOf(revisions);
    avoided = Checks.sorted(avoided);
    preferred = List.copyOf(preferred);
  }

  /** The spec of a revision. */
  public record Revision(long number, ServiceSpec spec) {}

  /**
   * Instances that find no node.
   *
   * @param missing how many; 0: none waits
   * @param reason empty where none waits
   */
  public record Waiting(int missing, String reason) {
    public static final Waiting NONE = new Waiting(0, "");
  }
}
