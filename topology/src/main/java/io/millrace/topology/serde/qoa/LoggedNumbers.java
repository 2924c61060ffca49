package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the numbers out of a report in the form that reports have on the log, in one pass and without making a report of
 * it. Whatever is not exactly of that form it leaves to {@link ReportReader}, which says what is wrong with it.
 *
 * <p>Holds the last report read; not thread-safe.
 */
public final class LoggedNumbers {
  private final ReportLimits limits;
  private final Texts texts = new Texts();
  private final List<Category> categories = new ArrayList<>();
  private final List<String> metrics = new ArrayList<>();
  private double[] values = new double[16];
  private boolean isReport;
  private @Nullable String application;
  private @Nullable String stage;
  private @Nullable String instance;
  private @Nullable String reporterStage;
  private @Nullable String reporterInstance;
  private long millis;

  public LoggedNumbers(ReportLimits limits) {
    this.limits = limits;
  }

  /** Reads a report; returns false, and holds nothing of use, if it is not exactly of the form of the log. */
  public boolean read(byte[] body) {
    if (body.length > limits.maxBytes() || body.length == 0 || body[0] != '{') {
      return false;
    }
    clear();
    try (var in = JsonTrees.MAPPER.createParser(body)) {
      in.nextToken();
      return readFields(in) && isComplete() && in.nextToken() == null;
    } catch (JacksonException | IllegalArgumentException e) {
      // Its reason is told by the one who reads it next.
      return false;
    }
  }

  private void clear() {
    categories.clear();
    metrics.clear();
    isReport = false;
    application = null;
    stage = null;
    instance = null;
    reporterStage = null;
    reporterInstance = null;
    millis = -1;
  }

  private boolean isComplete() {
    return isReport
        && application != null
        && stage != null
        && instance != null
        && millis >= 0
        && (reporterStage == null) == (reporterInstance == null);
  }

  private boolean readFields(JsonParser in) {
    for (var name = in.nextName(); name != null; name = in.nextName()) {
      // The writer puts the schema first: of other forms nothing more is looked at.
      if (!(isReport || name.equals(ReportJson.SCHEMA)) || !readField(name, in)) {
        return false;
      }
    }
    return in.currentToken() == JsonToken.END_OBJECT;
  }

  private boolean readField(String name, JsonParser in) {
    var token = in.nextToken();
    switch (name) {
      case ReportJson.SCHEMA -> {
        isReport = token == JsonToken.VALUE_STRING && in.getString().equals(ReportJson.SCHEMA_V1);
        return isReport;
      }
      case "application" -> application = texts.of(in);
      case "stage" -> stage = texts.of(in);
      case "instance" -> instance = texts.of(in);
      case "reporter" -> {
        return token == JsonToken.START_OBJECT && readReporter(in);
      }
      case "time" -> millis = UtcTime.millis(in);
      case "observations" -> {
        return token == JsonToken.START_ARRAY && readObservations(in);
      }
      default -> {
        return skip(in, limits.maxDepth() - 1);
      }
    }
    return true;
  }

  private boolean readReporter(JsonParser in) {
    for (var name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      switch (name) {
        case "stage" -> reporterStage = texts.of(in);
        case "instance" -> reporterInstance = texts.of(in);
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  private boolean readObservations(JsonParser in) {
    while (in.nextToken() == JsonToken.START_OBJECT) {
      if (metrics.size() == limits.maxEntries() || !readObservation(in)) {
        return false;
      }
    }
    return in.currentToken() == JsonToken.END_ARRAY;
  }

  private boolean readObservation(JsonParser in) {
    Category category = null;
    String metric = null;
    double value = 0;
    boolean counts = false;
    for (var name = in.nextName(); name != null; name = in.nextName()) {
      var token = in.nextToken();
      switch (name) {
        case "category" -> category = category(in);
        case "metric" -> metric = texts.of(in);
        case "value" -> {
          if (!token.isNumeric()) {
            return false;
          }
          value = finiteOrNaN(in.getDoubleValue());
          counts = true;
        }
        case "invalid" -> {
          value = Double.NaN;
          counts = token == JsonToken.VALUE_STRING;
        }
        case "text", "json", "unit", "started" -> {
          if (!skip(in, limits.maxDepth() - 3)) {
            return false;
          }
        }
        default -> {
          // A place of its own, or what is not known here.
          return false;
        }
      }
    }
    return add(category, metric, value, counts);
  }

  private boolean add(
      @Nullable Category category, @Nullable String metric, double value, boolean counts) {
    if (category == null
        || metric == null
        || metric.isBlank()
        || metric.length() > Observation.LONGEST_METRIC) {
      return false;
    }
    if (counts) {
      if (metrics.size() == values.length) {
        values = Arrays.copyOf(values, 2 * values.length);
      }
      values[metrics.size()] = value;
      metrics.add(metric);
      categories.add(category);
    }
    return true;
  }

  private static double finiteOrNaN(double value) {
    return Double.isFinite(value) ? value : Double.NaN;
  }

  private @Nullable Category category(JsonParser in) {
    var text = texts.of(in);
    return text == null ? null : Category.of(text);
  }

  /** Steps over the value; false if it nests too deep. */
  private static boolean skip(JsonParser in, int deepest) {
    int depth = 0;
    for (var token = in.currentToken(); ; token = in.nextToken()) {
      if (token == null) {
        return false;
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      }
      if (depth > deepest) {
        return false;
      }
      if (depth == 0) {
        return true;
      }
    }
  }

  /** Whom the report is about. */
  public Source source() {
    return new Source(text(application), text(stage), text(instance));
  }

  /** Whether another place than the source sent it. */
  public boolean isPassedOn() {
    return reporterStage != null
        && !(reporterStage.equals(stage) && text(reporterInstance).equals(instance));
  }

  private static String text(@Nullable String text) {
    if (text == null) {
      throw new IllegalStateException("no report has been read");
    }
    return text;
  }

  /** The report's own time, in milliseconds since 1970. */
  public long eventTimeMillis() {
    return millis;
  }

  /** How many numbers it has, among them those that should be numbers and are none. */
  public int size() {
    return metrics.size();
  }

  public Category category(int i) {
    return categories.get(i);
  }

  public String metric(int i) {
    return metrics.get(i);
  }

  /** NaN for what should be a number and is none. */
  public double value(int i) {
    return values[i];
  }
}
