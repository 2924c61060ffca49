package io.millrace.connectors.quality;

import io.millrace.model.contract.Violation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one rule has seen and done. */
final class RuleState {
  private static final int MOST_DEEDS = 10_000;

  private final QualityRule rule;
  /** Episodes that are violated now, and since when. */
  private final Map<String, Instant> open = new LinkedHashMap<>();
  /** Episodes that have recovered and of which nothing was made yet. */
  private final Map<String, Instant> recovered = new LinkedHashMap<>();

  private final Map<String, Violation> instances = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Violation> eldest) {
      return size() > MOST_DEEDS;
    }
  };
  private final Deque<Instant> deeds = new ArrayDeque<>();

  RuleState(QualityRule rule) {
    this.rule = rule;
  }

  QualityRule rule() {
    return rule;
  }

  void seen(Violation violation) {
    if (rule.lag() != null || !rule.which().holds(violation)) {
      return;
    }
    instances.put(violation.id(), violation);
    switch (violation.kind()) {
      case OPENED -> opened(violation.id(), violation.at());
      case RECOVERED -> recovered(violation.id(), violation.at());
      case WITHDRAWN -> {
        open.remove(violation.id());
        recovered.remove(violation.id());
      }
    }
  }

  /** How long the rule's queue is. */
  void lag(long records, Instant now) {
    var lag = rule.lag();
    if (lag == null) {
      return;
    }
    if (records > lag.above() && open.isEmpty()) {
      opened("lag of %s: %d records".formatted(lag.group(), records), now);
    } else if (records <= lag.below()) {
      for (var episode : List.copyOf(open.keySet())) {
        recovered(episode, now);
      }
    }
  }

  private void opened(String episode, Instant at) {
    open.put(episode, at);
    recovered.remove(episode);
  }

  private void recovered(String episode, Instant at) {
    open.remove(episode);
    recovered.put(episode, at);
  }

  /** The instance of which an episode tells; null: it tells of none. */
  @Nullable
  String instance(String episode) {
    var violation = instances.get(episode);
    return violation == null ? null : violation.of().scope().instance();
  }

  /** The rule was followed, as the log says. */
  void done(Instant at, String cause) {
    deeds.add(at);
    recovered.remove(cause);
    if (deeds.size() > MOST_DEEDS) {
      deeds.remove();
    }
  }

  /** The episode for which something is to be done now; null: there is none, or it is too early. */
  @Nullable
  String due(Instant now) {
    return isTooEarly(now) ? null : waiting(now);
  }

  private boolean isTooEarly(Instant now) {
    var pace = rule.pace();
    var last = deeds.peekLast();
    return (last != null && now.isBefore(last.plus(pace.cooldown())))
        || deeds.stream().filter(at -> at.isAfter(now.minus(pace.window()))).count() >= pace.most();
  }

  private @Nullable String waiting(Instant now) {
    boolean broken = rule.which().on() == QualityRule.On.VIOLATED;
    if (!broken && !open.isEmpty()) {
      // One that is kept again says little while others are broken.
      return null;
    }
    for (var episode : (broken ? open : recovered).entrySet()) {
      if (!now.isBefore(episode.getValue().plus(rule.pace().after()))) {
        return episode.getKey();
      }
    }
    return null;
  }
}
