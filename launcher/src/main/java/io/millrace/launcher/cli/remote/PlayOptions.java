package io.millrace.launcher.cli.remote;

import io.millrace.launcher.play.Mapping;
import io.millrace.launcher.play.PlayException;
import io.millrace.launcher.play.Row;
import io.millrace.launcher.play.RowReader;
import io.millrace.launcher.play.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which files are played, and what their columns are. */
final class PlayOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "CSV files, or files of one JSON object a line; - reads standard input.")
  private List<Path> files = List.of();

  @Option(
      names = "--format",
      paramLabel = "csv|jsonl",
      description = "How the files are written (default: by the ends of their names).")
  private @Nullable String format;

  @Option(
      names = "--columns",
      paramLabel = "A,B,...",
      split = ",",
      description = "The names of the columns of CSV files that have no header.")
  private List<String> columns = List.of();

  @Option(
      names = "--app",
      paramLabel = "NAME",
      description = "The application whose reports they are.")
  private @Nullable String app;

  @Option(names = "--stage", paramLabel = "NAME", description = "The stage they are of.")
  private @Nullable String stage;

  @Option(
      names = "--stage-column",
      paramLabel = "COLUMN",
      description = "The column that names the stage.")
  private @Nullable String stageColumn;

  @Option(names = "--instance", paramLabel = "NAME", description = "The instance they are of.")
  private @Nullable String instance;

  @Option(
      names = "--instance-column",
      paramLabel = "COLUMN",
      description = "The column that names the instance.")
  private @Nullable String instanceColumn;

  @Option(
      names = "--metric",
      paramLabel = "[NAME=]COLUMN",
      description =
          "A column that holds a metric, and its name (default: the column's); may be given again.")
  private List<String> metrics = List.of();

  @Option(
      names = "--time-column",
      paramLabel = "COLUMN",
      description = "The column that holds the time of the record.")
  private @Nullable String timeColumn;

  @Option(
      names = "--time-format",
      paramLabel = "FORM",
      defaultValue = "auto",
      description =
          "auto (seconds since 1970, or ISO 8601), seconds, millis, micros, nanos, iso, or a pattern"
              + " such as 'yyyy-MM-dd HH:mm:ss' (default: ${DEFAULT-VALUE}).")
  private String timeFormat;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "The time of the first record, where the files hold none.")
  private @Nullable Instant start;

  @Option(
      names = "--step",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "From each record to the next, with --start (default: ${DEFAULT-VALUE}).")
  private double step;

  @Option(
      names = "--id-column",
      paramLabel = "COLUMN",
      description = "The column that names the request or answer.")
  private @Nullable String idColumn;

  @Option(
      names = "--prediction-column",
      paramLabel = "COLUMN",
      description = "The column that holds the answer: scores by class, or a label.")
  private @Nullable String predictionColumn;

  @Option(
      names = "--feedback-id",
      paramLabel = "COLUMN",
      description = "The column that names the request whose truth a record tells.")
  private @Nullable String feedbackId;

  @Option(
      names = "--feedback-label",
      paramLabel = "COLUMN",
      description = "The column that holds that truth.")
  private @Nullable String feedbackLabel;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description =
          "A file of ground truth, whose columns --feedback-id and --feedback-label are; may be given again.")
  private List<Path> truths = List.of();

  @Option(
      names = "--within",
      paramLabel = "TIME",
      defaultValue = "24h",
      description =
          "How long after an answer its truth may come, where nobody has said (default: ${DEFAULT-VALUE}).")
  private String within;

  @Option(names = "--lower-case", description = "Take labels and classes in lower case.")
  private boolean lowerCase;

  @Option(
      names = "--sort",
      description = "Take the records in the order of their times; they have to fit into memory.")
  private boolean sort;

  /** What the columns are; a wrong call where the options do not tell. */
  Mapping mapping() {
    requirePairs();
    var chosen = metrics.stream().map(PlayOptions::metric).toList();
    boolean reports = !chosen.isEmpty() || predictionColumn != null;
    if (reports && app == null) {
      throw wrong("--app is missing: whose reports are they?");
    }
    if (!reports && feedbackId == null) {
      throw wrong("nothing to play: name a --metric, a --prediction-column or --feedback-id");
    }
    try {
      return new Mapping(
          reports ? app : null,
          new Mapping.Name(stage, stageColumn),
          new Mapping.Name(instance, instanceColumn),
          timeColumn == null ? null : new Mapping.TimeColumn(timeColumn, Times.of(timeFormat)),
          start == null ? null : new Times.Given(start, seconds(step)),
          chosen,
          idColumn,
          predictionColumn,
          truths.isEmpty() ? truth() : null,
          lowerCase);
    } catch (PlayException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Mapping.@Nullable Truth truth() {
    return feedbackId == null || feedbackLabel == null
        ? null
        : new Mapping.Truth(feedbackId, feedbackLabel);
  }

  /** What the columns of the files of ground truth are; null where there are none. */
  @Nullable
  Mapping truthMapping() {
    return truths.isEmpty() ? null : Mapping.ofTruth(Objects.requireNonNull(truth()), lowerCase);
  }

  /** The application whose answers, with ids, are played, and whose truth may therefore be told; null if none are. */
  @Nullable
  String answersOf() {
    return predictionColumn == null || idColumn == null ? null : app;
  }

  String within() {
    return within;
  }

  boolean hasMetrics() {
    return !metrics.isEmpty();
  }

  /** Whether both answers and what they should have been are played. */
  boolean hasAnswersAndTruth() {
    return answersOf() != null && truth() != null;
  }

  private void requirePairs() {
    if (stage != null && stageColumn != null) {
      throw wrong("--stage and --stage-column cannot both be given");
    }
    if (instance != null && instanceColumn != null) {
      throw wrong("--instance and --instance-column cannot both be given");
    }
    if (timeColumn != null && start != null) {
      throw wrong("--time-column and --start cannot both be given");
    }
    if ((feedbackId == null) != (feedbackLabel == null)) {
      throw wrong("--feedback-id and --feedback-label go together");
    }
    if (!truths.isEmpty() && feedbackId == null) {
      throw wrong("--truth needs --feedback-id and --feedback-label, which are its columns");
    }
    if (!(step >= 0 && step <= 1e9)) {
      throw wrong("--step: %s is not within 0 to 1e9 seconds".formatted(step));
    }
  }

  static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static Mapping.Metric metric(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Mapping.Metric(text, text)
        : new Mapping.Metric(text.substring(0, equals), text.substring(equals + 1));
  }

  /** The application whose reports are played with times of their own; null if there are none. */
  @Nullable
  String ownTimeOf() {
    return timeColumn == null && start == null ? null : app;
  }

  /** The application, for asking about it. */
  String application() {
    if (app == null || !(hasMetrics() || hasAnswersAndTruth())) {
      throw wrong("--app and --metric, or answers and their truth, are needed to compare");
    }
    if (timeColumn == null && start == null) {
      throw wrong("--time-column or --start is needed to compare: windows are cut by time");
    }
    if (Stream.concat(files.stream(), truths.stream())
        .anyMatch(file -> file.toString().equals("-"))) {
      throw wrong("standard input cannot be read a second time to compare: give a file");
    }
    return app;
  }

  /** Uses the rows of all files, one after the other or sorted by time. */
  void forRows(RowUse use) throws IOException, InterruptedException {
    if (sort) {
      use.with(sorted().iterator());
      return;
    }
    try (var rows = new FileRows(files, format(), columns)) {
      use.with(rows);
    }
  }

  /** Uses the rows of the files of ground truth. */
  void forTruths(RowUse use) throws IOException, InterruptedException {
    try (var rows = new FileRows(truths, format(), List.of())) {
      use.with(rows);
    }
  }

  private RowReader.@Nullable Format format() {
    if (format == null) {
      return null;
    }
    return switch (format) {
      case "csv" -> RowReader.Format.CSV;
      case "jsonl" -> RowReader.Format.JSONL;
      default -> throw wrong("--format: \"%s\" is neither csv nor jsonl".formatted(format));
    };
  }

  /** What is done with rows. */
  interface RowUse {
    void with(Iterator<Row> rows) throws IOException, InterruptedException;
  }

  private record Timed(Instant time, Row row) {}

  private List<Row> sorted() throws IOException {
    if (timeColumn == null) {
      throw wrong("--sort needs --time-column");
    }
    var mapping = mapping();
    var timed = new ArrayList<Timed>();
    try (var rows = new FileRows(files, format(), columns)) {
      while (rows.hasNext()) {
        var row = rows.next();
        timed.add(new Timed(timeOf(row, mapping), row));
      }
    }
    timed.sort(Comparator.comparing(Timed::time));
    return timed.stream().map(Timed::row).toList();
  }

  // A row that cannot be read is refused when its turn is, which is at once.
  private static Instant timeOf(Row row, Mapping mapping) {
    try {
      return mapping.read(row, 0, InstantSource.system()).time();
    } catch (PlayException e) {
      return Instant.MIN;
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
