package io.millrace.model.application;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a function made of a window of an observed application.
 *
 * @param features the metrics that were looked at together
 * @param start of the window in event time, within it; where it is by count, the time of its earliest report
 * @param end of the window in event time, the first moment after it
 * @param rows how many reports the function got
 * @param leftOut how many reports there was no room for since the window before
 * @param late how many values came after all of their windows had closed, since the window before
 * @param figures by name, all finite
 * @param findings what stands out
 * @param moreFindings how many more there are
 * @param errors how many parts of the function gave nothing
 * @param error what was wrong with the first of them; null if there was none
 */
public record FunctionFindings(
    String application,
    String function,
    List<String> features,
    Instant start,
    Instant end,
    long rows,
    long leftOut,
    long late,
    SortedMap<String, Double> figures,
    List<Finding> findings,
    long moreFindings,
    long errors,
    @Nullable String error) {
  /**
   * Something that stands out.
   *
   * @param what in short, such as the name of a feature or an expression
   * @param source whose values they are: stage and instance, or all; null where they are those of all
   * @param time of the report; null where it is not one report
   * @param values of that report, by feature
   * @param score how much it stands out, as the function measures it
   */
  public record Finding(
      String what,
      @Nullable String source,
      @Nullable Instant time,
      Map<String, Double> values,
      double score) {}
}
