package io.millrace.launcher.pipeline;

import io.millrace.connectors.celery.mapping.Evaluations;
import io.millrace.connectors.celery.mapping.TaskMapping.DataSet;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.launcher.client.PredictionClient;
import io.millrace.launcher.evaluation.CsvException;
import io.millrace.launcher.evaluation.CsvInputs;
import io.millrace.launcher.evaluation.CsvTable;
import io.millrace.launcher.evaluation.Evaluation;
import io.millrace.launcher.evaluation.Evaluation.Pair;
import io.millrace.launcher.evaluation.Label;
import io.millrace.launcher.evaluation.PredictionException;
import io.millrace.launcher.evaluation.PredictionReading;
import io.millrace.launcher.evaluation.Task;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InferenceResult.Answered;
import io.millrace.model.InferenceResult.Failed;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.RequestId;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.ModelCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks a model about the rows of a registered data set, through the log. */
final class CeleryEvaluations implements Evaluations, AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final int PERCENT = 100;

  private final Topics topics;
  private final String bootstrap;
  private final ModelCatalog catalog;
  private final Map<String, DataSet> datasets;
  private @Nullable PredictionClient client;

  CeleryEvaluations(
      Topics topics, String bootstrap, ModelCatalog catalog, Map<String, DataSet> datasets) {
    this.topics = topics;
    this.bootstrap = bootstrap;
    this.catalog = catalog;
    this.datasets = new TreeMap<>(datasets);
  }

  @Override
  public Evaluated evaluate(@Nullable String dataset) throws InterruptedException {
    var set = find(dataset);
    try {
      return evaluate(set);
    } catch (CsvException | PredictionException | InvalidRequestException e) {
      throw TaskFailure.valueError(String.valueOf(e.getMessage()));
    }
  }

  private DataSet find(@Nullable String name) {
    var set = name != null
        ? datasets.get(name)
        : datasets.size() == 1 ? datasets.values().iterator().next() : null;
    if (set == null) {
      throw TaskFailure.valueError(
          name == null
              ? "dataset: say which; registered are %s".formatted(datasets.keySet())
              : "dataset: \"%s\" is none of those registered, %s"
                  .formatted(name, datasets.keySet()));
    }
    return set;
  }

  private Evaluated evaluate(DataSet set) throws InterruptedException {
    var model = new ModelName(set.model());
    var version = catalog.require(model, null);
    var table = CsvTable.read(set.csv());
    var header = table.header();
    var label = set.label() == null ? header.get(header.size() - 1) : set.label();
    var inputs = CsvInputs.bind(table, version.signature().inputs(), label);
    var asked = new ArrayList<CompletableFuture<InferenceResult>>();
    for (var row : table.rows()) {
      asked.add(client()
          .send(new InferenceRequest(
              new RequestId(UUID.randomUUID().toString()),
              model,
              version.number(),
              inputs.tensors(row),
              List.of(),
              Map.of(),
              Delivery.PROTOBUF)));
    }
    var task = set.regression() ? Task.REGRESSION : Task.CLASSIFICATION;
    int column = table.column(label);
    var pairs = new ArrayList<Pair>();
    for (int i = 0; i < asked.size(); i++) {
      var truth = task.truth(table, table.rows().get(i), column);
      pairs.add(new Pair(truth, predicted(task, asked.get(i))));
    }
    return evaluated(new Evaluation(task, pairs));
  }

  private static Label predicted(Task task, CompletableFuture<InferenceResult> asked)
      throws InterruptedException {
    try {
      var result = asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (result instanceof Answered answered) {
        return PredictionReading.read(task, answered.outputs(), 1).get(0);
      }
      throw TaskFailure.valueError(((Failed) result).reason());
    } catch (ExecutionException | TimeoutException e) {
      throw new TaskFailure(
          TaskFailure.PythonClass.builtin("TimeoutError"), "the model does not answer");
    }
  }

  private static Evaluated evaluated(Evaluation evaluation) {
    var pairs = evaluation.pairs();
    return new Evaluated(
        pairs.stream().map(pair -> pair.truth().json()).toList(),
        pairs.stream().map(pair -> pair.predicted().json()).toList(),
        evaluation.task() == Task.REGRESSION ? evaluation.rmse() : PERCENT * evaluation.accuracy());
  }

  private synchronized PredictionClient client() {
    var now = client;
    if (now == null) {
      now = new PredictionClient(topics, bootstrap);
      client = now;
    }
    return now;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}
