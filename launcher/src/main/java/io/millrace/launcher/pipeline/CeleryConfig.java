package io.millrace.launcher.pipeline;

import io.millrace.connectors.celery.mapping.CeleryModel;
import io.millrace.connectors.celery.mapping.TaskMapping;
import io.millrace.connectors.celery.worker.WorkerConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Celery's tasks are taken.
 *
 * @param tasks a folder of jars with tasks in Java; null for those of the class path alone
 * @param models that are tasks of workers elsewhere
 */
public record CeleryConfig(
    WorkerConfig worker, TaskMapping mapping, @Nullable Path tasks, List<CeleryModel> models) {
  public CeleryConfig {
    models = List.copyOf(models);
  }
}
