package io.millrace.launcher.play;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Inference;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a row are what.
 *
 * @param application whose reports they are; null where the rows are ground truth alone
 * @param time of each record; null for {@code given}, or for when it is played
 * @param id of the answer or request that a row is about; null where rows name none
 * @param prediction scores by class, or a label; null where rows hold none
 * @param label what the answer should have been; null where rows do not tell
 * @param lowerCase whether labels are taken in lower case
 */
public record Mapping(
    @Nullable String application,
    Name stage,
    Name instance,
    @Nullable TimeColumn time,
    Times.@Nullable Given given,
    List<Metric> metrics,
    @Nullable String id,
    @Nullable String prediction,
    @Nullable Truth label,
    boolean lowerCase) {

  /** Of rows that are ground truth alone. */
  public static Mapping ofTruth(Truth label, boolean lowerCase) {
    return new Mapping(
        null, Name.UNKNOWN, Name.UNKNOWN, null, null, List.of(), null, null, label, lowerCase);
  }

  /**
   * A name that is the same for all rows, or stands in each.
   *
   * @param fixed null where the column tells
   */
  public record Name(@Nullable String fixed, @Nullable String column) {
    public static final Name UNKNOWN = new Name(Source.UNKNOWN, null);

    String of(Row row) {
      if (column != null) {
        return row.require(column);
      }
      return fixed == null ? Source.UNKNOWN : fixed;
    }
  }

  /** Where the time stands, and how. */
  public record TimeColumn(String column, Times form) {}

  /** A column that holds a metric. */
  public record Metric(String name, String column) {}

  /** The columns of ground truth: which request, and what its answer should have been. */
  public record Truth(String id, String label) {}

  /** Ground truth of one request. */
  public record Feedback(String id, String label) {}

  /**
   * What a row says.
   *
   * @param report null where it reports nothing
   * @param feedback null where it holds no truth
   */
  public record Played(
      Instant time, @Nullable Report report, @Nullable Feedback feedback) {}

  /**
   * Reads a row.
   *
   * @param index of the row among all, from 0
   * @param clock tells the time of rows that have none
   * @throws PlayException if it lacks what it has to have; the message does not name the row
   */
  public Played read(Row row, long index, InstantSource clock) {
    var at = time(row, index, clock);
    return new Played(at, application == null ? null : report(application, row, at), truth(row));
  }

  private Instant time(Row row, long index, InstantSource clock) {
    if (time != null) {
      return time.form().parse(row.require(time.column()));
    }
    return given == null ? clock.instant() : given.of(index);
  }

  private @Nullable Report report(String of, Row row, Instant at) {
    Source source;
    try {
      source = new Source(of, stage.of(row), instance.of(row));
    } catch (IllegalArgumentException e) {
      throw new PlayException(String.valueOf(e.getMessage()));
    }
    var observations = observations(row, source);
    var inferences = inferences(row, source);
    if (observations.isEmpty() && inferences.isEmpty()) {
      return null;
    }
    return new Report(
        source,
        source,
        ReportFormat.USER_DEFINED,
        at,
        new Report.Context(null, null, id == null ? null : row.text(id)),
        observations,
        null,
        inferences,
        Map.of());
  }

  private List<Observation> observations(Row row, Source source) {
    var observations = new ArrayList<Observation>();
    for (var metric : metrics) {
      var text = row.text(metric.column());
      if (text != null) {
        observations.add(new Observation(
            source.stage(),
            source.instance(),
            Category.SERVICE,
            metric.name(),
            Cells.value(metric.column(), text)));
      }
    }
    return observations;
  }

  private List<Inference> inferences(Row row, Source source) {
    var text = prediction == null ? null : row.text(prediction);
    if (text == null) {
      return List.of();
    }
    return List.of(new Inference(
        id == null ? null : row.require(id),
        source.stage(),
        source.instance(),
        Cells.prediction(text, lowerCase),
        null,
        null,
        List.of()));
  }

  private @Nullable Feedback truth(Row row) {
    if (label == null) {
      return null;
    }
    var text = row.require(label.label());
    return new Feedback(row.require(label.id()), lowerCase ? text.toLowerCase(Locale.ROOT) : text);
  }
}
