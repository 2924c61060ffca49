package io.millrace.launcher.pipeline;

import io.millrace.connectors.celery.mapping.TaskMapping.DataSet;
import io.millrace.connectors.celery.task.TaskCatalog;
import io.millrace.connectors.celery.worker.CeleryWorker;
import io.millrace.connectors.celery.worker.CeleryWorker.Abilities;
import io.millrace.connectors.celery.worker.CeleryWorker.Surroundings;
import io.millrace.model.InferenceResult;
import io.millrace.port.ReplySink;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.ModelCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Celery worker of this process. */
final class CeleryBridge implements ReplySink, AutoCloseable {
  private static final String TEST_DATA = "test.csv";

  private final PipelineConfig config;
  private final Topics topics;
  private final ModelCatalog catalog;
  private final CeleryConfig bridge;
  private volatile @Nullable CeleryWorker worker;
  private @Nullable TaskCatalog tasks;
  private @Nullable CeleryEvaluations evaluations;

  CeleryBridge(PipelineConfig config, Topics topics, ModelCatalog catalog, CeleryConfig bridge) {
    this.config = config;
    this.topics = topics;
    this.catalog = catalog;
    this.bridge = bridge;
  }

  void start() {
    var loaded = TaskCatalog.load(bridge.tasks());
    tasks = loaded;
    var mapping = bridge.mapping().withMore(beside(config.modelRepository()));
    var evaluates = new CeleryEvaluations(topics, config.bootstrap(), catalog, mapping.datasets());
    evaluations = evaluates;
    var around = new Surroundings(
        config.bootstrap(),
        topics,
        catalog,
        bridge.id(config.stateDirectory()),
        config.profile().repliesBeforeCommit());
    worker = new CeleryWorker(bridge.worker(), around, new Abilities(loaded, mapping, evaluates))
        .start();
  }

  /** The test data that lies beside models in their repository. */
  private static Map<String, DataSet> beside(Path repository) {
    var found = new LinkedHashMap<String, DataSet>();
    if (!Files.isDirectory(repository)) {
      return found;
    }
    try (var models = Files.list(repository)) {
      models.sorted().forEach(model -> {
        var data = model.resolve(TEST_DATA);
        if (Files.isRegularFile(data)) {
          var name = model.getFileName().toString();
          found.put(name, new DataSet(name, data, null, false));
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** How the worker stands; null before it has started. */
  CeleryWorker.@Nullable State state() {
    var now = worker;
    return now == null ? null : now.state();
  }

  @Override
  public void offer(InferenceResult result) {
    var now = worker;
    if (now != null && config.profile().repliesBeforeCommit()) {
      now.offer(result);
    }
  }

  @Override
  public void close() {
    for (var one : new @Nullable AutoCloseable[] {worker, evaluations, tasks}) {
      if (one != null) {
        OpenParts.closeOne(one);
      }
    }
  }

  /** Where it works; without passwords. */
  @Override
  public String toString() {
    return "%s, queues %s, results %s, id %s"
        .formatted(
            bridge.worker().brokers(),
            bridge.worker().queues(),
            bridge.worker().backend().startsWith("redis")
                ? "redis"
                : bridge.worker().backend(),
            bridge.id(config.stateDirectory()));
  }
}
