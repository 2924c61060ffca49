package io.millrace.metrics.contract.monitor;

import io.millrace.metrics.contract.ExpressionEvaluator;
import io.millrace.metrics.contract.Measurement;
import io.millrace.metrics.contract.PanedMeasurements;
import io.millrace.metrics.contract.Sample;
import io.millrace.metrics.contract.UtilityScore;
import io.millrace.metrics.contract.samples.Interest;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.ContractUtility;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.TimeRange;
import io.millrace.model.contract.Utility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The utility of one contract: of each member (an instance) the means of the last minute, combined and scaled as the
 * contract says. Computed once a second of log time, of whole seconds.
 */
final class UtilityBoard {
  private static final PaneGrid GRID = PaneGrid.of(Objective.DEFAULT_WINDOW);

  private final Contract contract;
  private final Utility utility;
  private final Contract measured;
  private final Interest interest;
  private final MonitorConfig config;
  private final MonitorStore store;
  private final Map<WatchKey, PanedMeasurements> members = new TreeMap<>();
  private Instant now = Instant.EPOCH;
  private Instant computed = Instant.EPOCH;
  private @Nullable ContractUtility told;

  UtilityBoard(Contract contract, Utility utility, MonitorConfig config, MonitorStore store) {
    this.contract = contract;
    this.utility = utility;
    this.measured = ContractParts.of(contract, utility);
    this.interest = Interest.of(measured);
    this.config = config;
    this.store = store;
  }

  boolean includes(String metric) {
    return interest.includes(metric);
  }

  WatchKey key(Scope member) {
    return new WatchKey(contract.id(), "", member);
  }

  boolean knows(WatchKey key) {
    return members.containsKey(key);
  }

  /** The measurements of a member, a new one's if it is not known. */
  PanedMeasurements member(WatchKey key) {
    return members.computeIfAbsent(
        key, k -> PanedMeasurements.of(measured, GRID.pane(), config.exactValues()));
  }

  void restore(long computedMillis, @Nullable ContractUtility last) {
    told = last;
    computed = Instant.ofEpochMilli(computedMillis);
    now = computed;
  }

  /** Whether the sample is older than all that is looked at. */
  boolean isLate(Sample sample) {
    return sample.at().isBefore(GRID.endedBy(now).start());
  }

  void add(WatchKey key, Sample sample) {
    var of = member(key);
    of.add(sample);
    store.savePane(key, of.placeOf(sample.at()), of);
  }

  /** The utility at that time, if another second has passed and it is another than it was; null otherwise. */
  @Nullable
  ContractUtility advance(Instant at, Departures gone) {
    now = at.isAfter(now) ? at : now;
    var window = GRID.endedBy(now);
    if (!window.end().isAfter(computed)) {
      return null;
    }
    computed = window.end();
    forget(window.start(), gone);
    var score = UtilityScore.of(utility, metric -> values(metric, window));
    var next = new ContractUtility(
        contract.id(),
        contract.tenant(),
        contract.application(),
        window.end(),
        score.value(),
        score.missing());
    boolean same =
        told != null && told.score() == next.score() && told.missing().equals(next.missing());
    told = same ? told : next;
    store.saveUtility(contract.id(), computed.toEpochMilli(), told);
    return same ? null : next;
  }

  /** Hears of members that have reported nothing for a minute. */
  interface Departures {
    void left(WatchKey key);
  }

  private void forget(Instant before, Departures gone) {
    var left = new ArrayList<WatchKey>();
    members.forEach((key, of) -> {
      for (long place : of.forgetBefore(before)) {
        store.forgetPane(key, place);
      }
      if (of.isEmpty()) {
        left.add(key);
      }
    });
    left.forEach(key -> {
      members.remove(key);
      gone.left(key);
    });
  }

  private List<Double> values(String metric, TimeRange window) {
    var values = new ArrayList<Double>();
    for (var of : members.values()) {
      var expression = ContractParts.expression(contract, metric);
      @Nullable
      Measurement value =
          new ExpressionEvaluator(contract.metrics(), of, window).evaluate(expression);
      if (value != null) {
        values.add(value.value());
      }
    }
    return values;
  }

  /** Ends it. */
  void close(Departures gone) {
    members.forEach((key, of) -> {
      for (long place : of.forgetAll()) {
        store.forgetPane(key, place);
      }
      gone.left(key);
    });
    members.clear();
    store.forgetUtility(contract.id());
  }
}
