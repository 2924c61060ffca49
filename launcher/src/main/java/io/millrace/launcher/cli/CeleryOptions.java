package io.millrace.launcher.cli;

import io.millrace.connectors.amqp.BrokerAddress;
import io.millrace.connectors.celery.broker.QueueSpec;
import io.millrace.connectors.celery.mapping.CeleryModelsFile;
import io.millrace.connectors.celery.mapping.TaskMapping;
import io.millrace.connectors.celery.worker.WorkerConfig;
import io.millrace.launcher.pipeline.CeleryConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how Celery's tasks are taken. */
final class CeleryOptions {
  @Option(
      names = "--queue",
      paramLabel = "NAME[:max-priority=N][:quorum]",
      description = "A queue of tasks, declared as Celery does; may be repeated (default: celery).")
  private List<String> queues = new ArrayList<>();

  @Option(
      names = "--result-backend",
      paramLabel = "BACKEND",
      defaultValue = "rpc",
      description =
          "Where Celery's results go: rpc, redis://… or none (default: ${DEFAULT-VALUE}).")
  private String backend;

  @Option(names = "--tasks", paramLabel = "DIR", description = "Jars with tasks in Java.")
  private @Nullable Path tasks;

  @Option(
      names = "--task-mapping",
      paramLabel = "FILE",
      description = "Which tasks ask which models, and the registered data sets, in YAML or JSON.")
  private @Nullable Path mapping;

  @Option(
      names = "--celery-models",
      paramLabel = "FILE",
      description = "Models that are tasks of Celery workers elsewhere, in YAML or JSON.")
  private @Nullable Path models;

  @Option(
      names = "--node",
      paramLabel = "NAME@HOST",
      description = "The Celery worker's name (default: millrace@HOST).")
  private @Nullable String node;

  @Option(
      names = "--bridge-id",
      paramLabel = "ID",
      description =
          "Under which the bridge finds again what it has taken (default: one kept in the data directory). One"
              + " elsewhere with the id of a bridge that is lost takes over from it.")
  private @Nullable String id;

  @Option(
      names = "--task-concurrency",
      paramLabel = "N",
      defaultValue = "4",
      description = "Tasks in Java that run at a time (default: ${DEFAULT-VALUE}).")
  private int concurrency;

  @Option(
      names = "--prefetch",
      paramLabel = "N",
      defaultValue = "" + WorkerConfig.DEFAULT_PREFETCH,
      description =
          "Messages that RabbitMQ hands over before they are on the log (default: ${DEFAULT-VALUE}).")
  private int prefetch;

  @Option(
      names = "--task-events",
      description = "Tell monitors of each task from the start, as celery worker -E does.")
  private boolean events;

  /**
   * How Celery's tasks are taken.
   *
   * @throws IllegalArgumentException if an option's value is none that can be used; says which
   */
  CeleryConfig config(List<BrokerAddress> brokers) {
    var wanted = queues.isEmpty() ? List.of(WorkerConfig.DEFAULT_QUEUE) : queues;
    var worker = new WorkerConfig(
        brokers,
        wanted.stream().map(QueueSpec::parse).toList(),
        backend,
        node == null ? "millrace@" + host() : node,
        concurrency,
        prefetch,
        events);
    return new CeleryConfig(
        worker,
        mapping == null ? TaskMapping.DEFAULT : TaskMapping.read(mapping),
        tasks,
        models == null ? List.of() : CeleryModelsFile.read(models),
        id);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
