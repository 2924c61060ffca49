package io.millrace.metrics.contract.burn;

import io.millrace.model.contract.ErrorBudget;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The events of an error budget, counted for the windows of each of its rules. Never changes. */
public final class BurnState {
  private final ErrorBudget budget;
  private final List<Windows> rules;

  private record Windows(BurnRateRule rule, RollingCount longer, RollingCount shorter) {
    Windows with(UnaryOperator<RollingCount> change) {
      return new Windows(rule, change.apply(longer), change.apply(shorter));
    }
  }

  /**
   * What a rule sees.
   *
   * @param events in its long window
   * @param longPart the part of them that failed
   * @param shortPart the same of its short window
   */
  public record Burn(BurnRateRule rule, double events, double longPart, double shortPart) {
    /** Whether both windows have more failures than the rule lets pass. */
    public boolean fires(ErrorBudget budget) {
      return longPart > rule.threshold(budget) && shortPart > rule.threshold(budget);
    }
  }

  private BurnState(ErrorBudget budget, List<Windows> rules) {
    this.budget = budget;
    this.rules = List.copyOf(rules);
  }

  /** No events yet. */
  public static BurnState of(ErrorBudget budget) {
    return new BurnState(
        budget,
        BurnRateRule.of(budget).stream()
            .map(rule -> new Windows(
                rule, RollingCount.over(rule.longWindow()), RollingCount.over(rule.shortWindow())))
            .toList());
  }

  /** With these events counted. */
  public BurnState plus(long atMillis, long good, long failed) {
    return new BurnState(
        budget,
        rules.stream()
            .map(r -> r.with(count -> count.plus(atMillis, good, failed)))
            .toList());
  }

  /** What each rule sees at that time, most urgent first. */
  public List<Burn> at(long atMillis) {
    return rules.stream()
        .map(r -> new Burn(
            r.rule,
            r.longer.total(atMillis),
            r.longer.failedPart(atMillis),
            r.shorter.failedPart(atMillis)))
        .toList();
  }

  public ErrorBudget budget() {
    return budget;
  }

  /** Writes budget and counts. */
  public void write(DataOutput out) throws IOException {
    out.writeDouble(budget.target());
    out.writeLong(budget.period().toMillis());
    for (var windows : rules) {
      windows.longer.write(out);
      windows.shorter.write(out);
    }
  }

  /** What {@link #write} has written. */
  public static BurnState read(DataInput in) throws IOException {
    var budget = new ErrorBudget(in.readDouble(), Duration.ofMillis(in.readLong()));
    var rules = new ArrayList<Windows>();
    for (var rule : BurnRateRule.of(budget)) {
      rules.add(new Windows(
          rule,
          RollingCount.read(rule.longWindow(), in),
          RollingCount.read(rule.shortWindow(), in)));
    }
    return new BurnState(budget, rules);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BurnState that
        && budget.equals(that.budget)
        && rules.equals(that.rules);
  }

  @Override
  public int hashCode() {
    return rules.hashCode();
  }

  @Override
  public String toString() {
    return "BurnState{%s, %s}".formatted(budget, rules);
  }
}
