package io.millrace.launcher.cli;

import io.millrace.inference.InferenceConfig;
import io.millrace.inference.InferenceStage;
import io.millrace.inference.registry.FolderModelRepository;
import io.millrace.launcher.pipeline.Mermaid;
import io.millrace.metrics.MetricsStage;
import io.millrace.metrics.QualityConfig;
import io.millrace.metrics.Watching;
import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.metrics.predictions.PredictionsConfig;
import io.millrace.metrics.predictions.PredictionsStage;
import io.millrace.port.ReplySink;
import io.millrace.scheduler.log.SchedulerStage;
import io.millrace.topology.Stage;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.ModelCatalog;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace describe}: the topologies as pictures in text. */
@Command(
    name = "describe",
    description = "Print the topologies as Mermaid text.",
    mixinStandardHelpOptions = true)
public final class DescribeCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    var topics = new Topics(TopicsConfig.DEFAULTS);
    // Nothing connects: a stage and a catalog are made without I/O.
    var catalog = new ModelCatalog(topics, "localhost:9092");
    var repository = new FolderModelRepository(Path.of("models"), InstantSource.system());
    try (var stage =
        new InferenceStage(topics, catalog, repository, InferenceConfig.DEFAULTS, ReplySink.NONE)) {
      describe(stage);
    }
    var quality = QualityConfig.DEFAULTS;
    var watching = new Watching(topics, "unused", quality);
    describe(new MetricsStage(
        topics, watching.plan(quality), watching::expected, quality, List.of(watching)));
    var contracts = new ContractIndex(topics, "localhost:9092");
    describe(new PredictionsStage(topics, catalog, contracts, PredictionsConfig.DEFAULTS));
    describe(new SchedulerStage(topics));
    spec.commandLine().getOut().flush();
    return 0;
  }

  private void describe(Stage stage) {
    var description = StageRunner.topology(stage).describe();
    spec.commandLine().getOut().println(Mermaid.of(stage.name(), description));
  }
}
