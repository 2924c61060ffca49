package io.millrace.benchmarks.pipeline;

import io.millrace.topology.Profile;
import io.millrace.topology.StageConfig;
import io.millrace.topology.StageRunner;
import java.time.Duration;
import java.util.Map;

/** C: the same topology with the model and the look-ahead taken out; see {@link ModellessStage}. */
final class ModellessMode implements Mode {
  private static final Duration START = Duration.ofMinutes(1);

  private final Mlp model;
  private final Profile profile;
  private final int threads;

  ModellessMode(Mlp model, Profile profile, int threads) {
    this.model = model;
    this.profile = profile;
    this.threads = threads;
  }

  @Override
  public String label() {
    return "C";
  }

  @Override
  public Running start(Workbench bench, String group) throws InterruptedException {
    var runner = new StageRunner(
        new ModellessStage(bench.topics(), model), config(bench, group, profile, threads));
    runner.start();
    runner.awaitRunning(START);
    return runner::close;
  }

  /** The settings of a stage on the bench; C and D differ in none. */
  static StageConfig config(Workbench bench, String group, Profile profile, int threads) {
    return new StageConfig(
        bench.bootstrap(),
        bench.topics(),
        bench.stateDirectory(group),
        profile,
        threads,
        Map.of("application.id", group));
  }
}
