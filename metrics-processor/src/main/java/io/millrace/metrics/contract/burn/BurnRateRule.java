package io.millrace.metrics.contract.burn;

import io.millrace.model.contract.ErrorBudget;
import io.millrace.model.contract.Severity;
import java.time.Duration;
import java.util.List;

/**
 * An alert on how fast an error budget is used up: it fires while the part of failed events, in the long
 * and in the short window, is more than {@code burnRate} times what the budget allows.
 *
 * <p>Source: The Site Reliability Workbook, "Alerting on SLOs", multiwindow, multi-burn-rate alerts: for a
 * budget of 30 days 14.4 over 1 h and 5 min, 6 over 6 h and 30 min (both page), 1 over 3 d and 6 h (ticket).
 */
public record BurnRateRule(
    Duration longWindow, Duration shortWindow, double burnRate, Severity severity) {
  private static final Duration PUBLISHED_PERIOD = Duration.ofDays(30);
  private static final List<BurnRateRule> PUBLISHED = List.of(
      new BurnRateRule(Duration.ofHours(1), Duration.ofMinutes(5), 14.4, Severity.CRITICAL),
      new BurnRateRule(Duration.ofHours(6), Duration.ofMinutes(30), 6, Severity.CRITICAL),
      new BurnRateRule(Duration.ofDays(3), Duration.ofHours(6), 1, Severity.WARNING));
  // More than all events cannot fail: without this cap no outage of an objective of 90 % would ever
  // fire
  // the first rule, whose threshold would be 144 % of the events.
  private static final double MOST_FAILED = 0.9;

  /** The rules of a budget, most urgent first: windows in proportion to its period, rates capped so that they can fire. */
  public static List<BurnRateRule> of(ErrorBudget budget) {
    return PUBLISHED.stream().map(rule -> rule.fitted(budget)).toList();
  }

  private BurnRateRule fitted(ErrorBudget budget) {
    return new BurnRateRule(
        scaled(longWindow, budget.period()),
        scaled(shortWindow, budget.period()),
        Math.min(burnRate, MOST_FAILED / budget.allowed()),
        severity);
  }

  private static Duration scaled(Duration window, Duration period) {
    return Duration.ofMillis(
        Math.round((double) window.toMillis() * period.toMillis() / PUBLISHED_PERIOD.toMillis()));
  }

  /** The part of failed events above which the rule fires. */
  public double threshold(ErrorBudget budget) {
    return burnRate * budget.allowed();
  }

  /**
   * How long after errors begin the rule fires, on traffic that is steady and was good before: t = burn rate ·
   * window · (1 − target) / e.
   *
   * @param failed e, the part of events that fail; above the threshold, or the rule never fires
   */
  public Duration detectionTime(ErrorBudget budget, double failed) {
    return Duration.ofMillis((long) Math.ceil(threshold(budget) * longWindow.toMillis() / failed));
  }
}
