package io.millrace.model.application;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How an application is observed.
 *
 * @param interval how often a window is looked at
 * @param size how much it holds then
 * @param grace how long windows wait for late values; null: as all windows do
 * @param parser the name of ROHE's parser; reports of any form are read without it
 * @param metrics of which features are made; of two of one name nobody could tell which is meant
 * @param features sets of metrics that are looked at together, by their names
 * @param functions that every window of every set goes through
 */
public record StreamConfig(
    WindowLength interval,
    WindowLength size,
    @Nullable Duration grace,
    @Nullable String parser,
    List<Metric> metrics,
    List<List<String>> features,
    List<Function> functions) {

  private static final int MOST_WINDOWS = 10_000;

  /** What becomes of several values of one metric in one report. */
  public enum Aggregate {
    MEAN,
    MAX,
    MIN,
    SUM
  }

  /**
   * A metric that is looked at.
   *
   * @param group under which the configuration has it, such as {@code inference} or {@code data}
   * @param stage whose values count; null: those of every stage
   */
  public record Metric(String group, String name, @Nullable String stage, Aggregate aggregate) {}

  /**
   * A function of a window's values.
   *
   * @param name by which it is known
   * @param isOfDifferences whether it gets, in place of the values, their differences to those before of the same source
   * @param settings JSON of JDK types
   */
  public record Function(String name, boolean isOfDifferences, Map<String, Object> settings) {
    public Function {
      settings = Map.copyOf(settings);
    }
  }

  /** @throws InvalidApplicationException with all that does not fit together */
  public StreamConfig {
    metrics = List.copyOf(metrics);
    features = features.stream().map(List::copyOf).toList();
    functions = List.copyOf(functions);
    var mistakes = mistakes(interval, size, grace, metrics, features);
    if (!mistakes.isEmpty()) {
      throw new InvalidApplicationException(mistakes);
    }
  }

  private static List<String> mistakes(
      WindowLength interval,
      WindowLength size,
      @Nullable Duration grace,
      List<Metric> metrics,
      List<List<String>> features) {
    var mistakes = new ArrayList<String>();
    if (isLonger(interval, size)) {
      mistakes.add("window.interval: %s is longer than the size %s, so reports would be lost"
          .formatted(text(interval), text(size)));
    }
    if (interval instanceof WindowLength.Time every
        && size instanceof WindowLength.Time last
        && last.millis() / every.millis() > MOST_WINDOWS) {
      mistakes.add("window: a size of %s each %s puts every report into more than %d windows"
          .formatted(text(size), text(interval), MOST_WINDOWS));
    }
    if (grace != null && (grace.isNegative() || grace.compareTo(WindowLength.LONGEST) > 0)) {
      mistakes.add("window.grace: %s is not within 0 to %d days"
          .formatted(grace, WindowLength.LONGEST.toDays()));
    }
    var names = new TreeSet<String>();
    for (var metric : metrics) {
      if (!names.add(metric.name())) {
        mistakes.add(
            "processing.parser.metric: there are two named \"%s\"".formatted(metric.name()));
      }
    }
    for (int i = 0; i < features.size(); i++) {
      for (var name : features.get(i)) {
        if (!names.contains(name)) {
          mistakes.add(
              "processing.parser.feature[%d]: \"%s\" is no metric of the parser; there are %s"
                  .formatted(i, name, names));
        }
      }
    }
    return mistakes;
  }

  private static boolean isLonger(WindowLength interval, WindowLength size) {
    if (interval instanceof WindowLength.Time every && size instanceof WindowLength.Time last) {
      return every.duration().compareTo(last.duration()) > 0;
    }
    return interval instanceof WindowLength.Count every
        && size instanceof WindowLength.Count last
        && every.reports() > last.reports();
  }

  /** For people: {@code 30s}, or {@code 100 reports}. */
  public static String text(WindowLength length) {
    if (length instanceof WindowLength.Time time) {
      long millis = time.millis();
      return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
    return ((WindowLength.Count) length).reports() + " reports";
  }

  /**
   * The metric of a name that a feature uses.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public Metric metric(String name) {
    return metrics.stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
