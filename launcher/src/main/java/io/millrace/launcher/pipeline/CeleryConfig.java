package io.millrace.launcher.pipeline;

import io.millrace.connectors.celery.mapping.CeleryModel;
import io.millrace.connectors.celery.mapping.TaskMapping;
import io.millrace.connectors.celery.worker.WorkerConfig;
import io.millrace.topology.InstanceId;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How Celery's tasks are taken.
 *
 * @param tasks a folder of jars with tasks in Java; null for those of the class path alone
 * @param models that are tasks of workers elsewhere
 * @param id under which the bridge finds again what it has taken; null for one that is kept with its state
 */
public record CeleryConfig(
    WorkerConfig worker,
    TaskMapping mapping,
    @Nullable Path tasks,
    List<CeleryModel> models,
    @Nullable String id) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** @throws IllegalArgumentException if the id has other characters, or too many */
  public CeleryConfig {
    models = List.copyOf(models);
    if (id != null && !ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "--bridge-id: \"%s\" is not of 1 to 64 letters, digits, dots, hyphens and underscores"
              .formatted(id));
    }
  }

  /** The id, or the one that is kept in the folder. */
  String id(Path state) {
    return id == null ? InstanceId.in(state.resolve("bridge")) : id;
  }
}
