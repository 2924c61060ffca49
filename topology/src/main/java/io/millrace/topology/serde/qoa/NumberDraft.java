package io.millrace.topology.serde.qoa;

import static io.millrace.topology.serde.qoa.PlainJson.require;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Measurement;
import io.millrace.model.qoa.Observation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** The observations of a report while it is read, in the order in which the general reader makes them. */
final class NumberDraft {
  // What the general reader counts may be more; of large reports it is the one to read them.
  private static final int MOST_ENTRIES = 256;
  // As Fields has it.
  private static final double LATEST_SECOND = 7_258_118_400.0;

  private final PlainJson json;
  private final int maxEntries;
  private int entries;
  private double responseTime;
  private boolean timed;

  /**
   * One of them.
   *
   * @param stage null: as the graph tells, else the reporter's
   * @param instance null: the reporter's
   * @param value null: it is no number, and should not be one
   */
  record Observed(
      @Nullable String stage,
      @Nullable String instance,
      @Nullable Measurement value) {}

  NumberDraft(PlainJson json, int maxEntries) {
    this.json = json;
    this.maxEntries = Math.min(maxEntries, MOST_ENTRIES);
  }

  /** Counts an observation, inference or node. */
  void count() {
    require(++entries <= maxEntries);
  }

  /** Reads the records of a metric: a list of them, or one; nothing where there is null. */
  void records(
      @Nullable String stage,
      @Nullable String instance,
      Category category,
      String metric,
      List<Observed> to) {
    if (json.token() == JsonToken.START_ARRAY) {
      while (json.nextElement()) {
        record(stage, instance, category, metric, to);
      }
    } else if (!json.isNull()) {
      record(stage, instance, category, metric, to);
    }
  }

  /** Reads one record. */
  void record(
      @Nullable String stage,
      @Nullable String instance,
      Category category,
      String metric,
      List<Observed> to) {
    count();
    require(!metric.isBlank() && metric.length() <= Observation.LONGEST_METRIC);
    double value = 0;
    boolean counts = true;
    if (json.token().isNumeric()) {
      value = json.number();
    } else if (json.isNull()) {
      value = Double.NaN;
    } else if (json.token() == JsonToken.START_OBJECT) {
      readTimed();
      counts = timed;
      value = responseTime;
    } else {
      json.skip();
      counts = false;
    }
    to.add(new Observed(
        stage, instance, counts ? new Measurement(category, metric, finiteOrNaN(value)) : null));
  }

  /** What QoA4ML's timer writes, or any other object. */
  private void readTimed() {
    timed = false;
    json.object(name -> {
      if (name.equals("responseTime") && json.token().isNumeric()) {
        responseTime = json.number();
        timed = true;
      } else if (name.equals("startTime") && json.token().isNumeric()) {
        double second = json.number();
        require(second >= 0 && second < LATEST_SECOND);
      } else {
        json.skip();
      }
    });
  }

  private static double finiteOrNaN(double value) {
    return Double.isFinite(value) ? value : Double.NaN;
  }

  /** Reads {@code {<stage>: {"name", "metrics": {<metric>: {<instance>: metric or value}}}}}. */
  List<Observed> stages(Category category) {
    var observed = new ArrayList<Observed>();
    json.maybeObject(stage -> {
      require(Texts.isWellFormed(stage));
      json.maybeObject(field -> {
        if (field.equals("metrics")) {
          metrics(stage, category, observed);
        } else {
          json.skip();
        }
      });
    });
    return observed;
  }

  private void metrics(String stage, Category category, List<Observed> to) {
    if (json.isNull()) {
      return;
    }
    json.objects(metric -> json.object(instance -> {
      require(Texts.isWellFormed(instance));
      if (json.token() == JsonToken.START_OBJECT) {
        json.object(field -> metricField(field, stage, instance, category, metric, to));
      } else {
        record(stage, instance, category, metric, to);
      }
    }));
  }

  private void metricField(
      String field,
      String stage,
      String instance,
      Category category,
      String metric,
      List<Observed> to) {
    switch (field) {
      case "records" -> records(stage, instance, category, metric, to);
      case "unit" -> json.skipText();
      default -> json.skip();
    }
  }
}
