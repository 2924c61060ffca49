package io.millrace.connectors.quality;

import io.millrace.model.contract.Severity;
import io.millrace.model.contract.Violation;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.ServiceCommand.Improve.Action;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about violations.
 *
 * @param name of the rule; commands say it
 * @param which violations it is about
 * @param lag of a queue that it is about instead; null: it is about violations
 * @param what is done about them
 * @param pace how often at most
 */
public record QualityRule(
    String name, Match which, @Nullable Lag lag, Deed what, Pace pace) {
  public QualityRule {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: a rule needs one");
    }
  }

  /** When a rule acts. */
  public enum On {
    /** While the promise is broken. */
    VIOLATED,
    /** Once when it is kept again. */
    RECOVERED
  }

  /**
   * Which violations; null is any.
   *
   * @param least severity
   */
  public record Match(
      On on,
      @Nullable String contract,
      @Nullable String application,
      @Nullable String objective,
      @Nullable String metric,
      @Nullable String stage,
      Severity least) {
    /** Any violation, while it is there. */
    public static Match any(On on) {
      return new Match(on, null, null, null, null, null, Severity.WARNING);
    }

    boolean holds(Violation violation) {
      var of = violation.of();
      return is(contract, of.contract())
          && is(application, of.scope().application())
          && is(objective, of.objective())
          && is(metric, of.metric())
          && is(stage, of.scope().stage())
          && violation.severity().compareTo(least) >= 0;
    }

    private static boolean is(@Nullable String wanted, @Nullable String found) {
      return wanted == null || wanted.equals(found);
    }
  }

  /**
   * A queue that grows too long is a promise broken, and kept again when it is short.
   *
   * @param group of consumers that work it off, such as {@code millrace.inference}
   * @param above so many records behind it is too long
   * @param below so many it is short again; less than above, so that it does not flutter
   */
  public record Lag(String group, long above, long below) {
    public Lag {
      if (group.isBlank() || above < 1 || below < 0 || below >= above) {
        throw new IllegalArgumentException(
            "lag of group \"%s\": above %d must be at least 1, below %d less than that"
                .formatted(group, above, below));
      }
    }
  }

  /**
   * What is done.
   *
   * @param target a node, or a kind of device or value of a label; empty: the node on which the instance is that the
   *     violation names
   * @param amount of instances
   */
  public record Deed(PoolName pool, String service, Action action, String target, int amount) {}

  /**
   * How often.
   *
   * @param after for how long the promise must be broken, or kept again, before anything is done
   * @param cooldown between two deeds
   * @param most deeds within the window
   */
  public record Pace(Duration after, Duration cooldown, int most, Duration window) {
    public Pace {
      if (after.isNegative() || cooldown.toMillis() < 1 || most < 1 || window.toMillis() < 1) {
        throw new IllegalArgumentException(
            "after %s may not be negative, cooldown %s and window %s must be a millisecond or more, most %d at least 1"
                .formatted(after, cooldown, window, most));
      }
    }
  }
}
