package io.millrace.topology.serde.qoa;

import static io.millrace.topology.serde.qoa.PlainJson.require;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Measurement;
import io.millrace.model.qoa.Measurements;
import io.millrace.model.qoa.Source;
import io.millrace.topology.serde.qoa.NumberDraft.Observed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Reads the numbers out of the reports that QoA4ML's clients send of applications and of ensembles (MLReport and
 * RoheReport), in one pass and without making a tree or a report of them. Whatever is not quite as the clients write it
 * is left to {@link ReportReader}; what both can read they read alike.
 *
 * <p>Not thread-safe.
 */
public final class ProbeNumbers {
  // Deeper than any field that is looked at here.
  private static final int LEAST_DEPTH = 16;

  private final ReportLimits limits;
  private final Texts texts = new Texts();

  public ProbeNumbers(ReportLimits limits) {
    this.limits = limits;
  }

  /**
   * The numbers of a report by source, in the order in which their sources come first; sources without numbers may be
   * left out. Null if the report has to be read by the general reader.
   *
   * @param arrivedMillis the time of a report that does not tell its own
   */
  public @Nullable List<Measurements> read(byte[] body, long arrivedMillis) {
    if (body.length > limits.maxBytes()
        || limits.maxDepth() < LEAST_DEPTH
        || body.length == 0
        || body[0] != '{') {
      return null;
    }
    try (var in = JsonTrees.MAPPER.createParser(body)) {
      in.nextToken();
      var json = new PlainJson(in, texts, limits.maxDepth());
      var report = new Body(json, new NumberDraft(json, limits.maxEntries()), arrivedMillis);
      json.object(report::field);
      require(in.nextToken() == null);
      return report.bySource();
    } catch (JacksonException | IllegalArgumentException | PlainJson.Unusual e) {
      // Its reason is told by the one who reads it next.
      return null;
    }
  }

  /** One report. */
  private static final class Body {
    private final PlainJson json;
    private final NumberDraft draft;
    private final InferenceNumbers inferences;
    private final GraphStages graph;
    private List<Observed> service = List.of();
    private List<Observed> data = List.of();
    private long millis;
    private @Nullable String application;
    private @Nullable String stage;
    private @Nullable String instance;
    private boolean isOfApplication;
    private boolean isOfEnsemble;

    Body(PlainJson json, NumberDraft draft, long arrivedMillis) {
      this.json = json;
      this.draft = draft;
      this.inferences = new InferenceNumbers(json, draft);
      this.graph = new GraphStages(json, draft);
      this.millis = arrivedMillis;
    }

    void field(String name) {
      switch (name) {
        case "metadata" -> json.object(this::metadata);
        case "inference_report" -> {
          isOfEnsemble = true;
          json.maybeObject(this::quality);
        }
        case "execution_graph" -> {
          isOfEnsemble = true;
          graph.read();
        }
        default -> {
          isOfApplication = true;
          ofApplication(name);
        }
      }
    }

    private void metadata(String name) {
      switch (name) {
        case "client_config" -> json.object(this::client);
        case "timestamp" -> {
          if (!json.isNull()) {
            require(json.token().isNumeric());
            millis = EpochSeconds.millis(json.number());
            require(millis != EpochSeconds.NONE);
          }
        }
        case "corr_id" -> json.skipText();
        default -> json.skip();
      }
    }

    private void client(String name) {
      switch (name) {
        case "application_name" -> application = json.text();
        case "stage_id" -> stage = json.text();
        case "instance_id" -> instance = json.text();
        case "run_id", "runID", "user_id", "userID", "client_id", "tenant_id" -> json.skipText();
        default -> json.skip();
      }
    }

    private void quality(String name) {
      switch (name) {
        case "service" -> service = draft.stages(Category.SERVICE);
        case "data" -> data = draft.stages(Category.DATA);
        case "ml_specific" -> inferences.ofGraph();
        default -> json.skip();
      }
    }

    private void ofApplication(String name) {
      switch (name) {
        case "service" -> service = draft.stages(Category.SERVICE);
        case "data" -> data = draft.stages(Category.DATA);
        case "ml_inference" -> inferences.ofInstances();
        // It may tell another form.
        default -> throw new PlainJson.Unusual();
      }
    }

    /** All observations, put together as the general reader does; of other reports nothing. */
    List<Measurements> bySource() {
      require(isOfApplication != isOfEnsemble);
      if (application == null || stage == null || instance == null) {
        throw new PlainJson.Unusual();
      }
      var reporter = new Source(application, stage, instance);
      var parts = new LinkedHashMap<Source, List<Measurement>>();
      add(service, reporter, parts);
      add(data, reporter, parts);
      add(inferences.observed(), reporter, parts);
      if (parts.isEmpty()) {
        parts.put(reporter, List.of());
      }
      var all = new ArrayList<Measurements>(parts.size());
      parts.forEach((source, values) ->
          all.add(new Measurements(source, !source.equals(reporter), millis, values)));
      return all;
    }

    private void add(
        List<Observed> observed, Source reporter, Map<Source, List<Measurement>> parts) {
      for (var one : observed) {
        var values = parts.computeIfAbsent(source(one, reporter), s -> new ArrayList<>());
        if (one.value() != null) {
          values.add(one.value());
        }
      }
    }

    private Source source(Observed one, Source reporter) {
      if (one.instance() == null) {
        return reporter;
      }
      var at = one.stage() == null ? graph.of(one.instance()) : one.stage();
      return reporter.at(at == null ? reporter.stage() : at, one.instance());
    }
  }
}
