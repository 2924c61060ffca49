package io.millrace.benchmarks.pipeline;

import io.millrace.inference.BatchStatistics;
import io.millrace.inference.InferenceConfig;
import io.millrace.inference.InferenceStage;
import io.millrace.port.ReplySink;
import io.millrace.topology.Profile;
import io.millrace.topology.StageRunner;
import io.millrace.topology.registry.ModelCatalog;
import java.time.Duration;

/** D: the inference stage as it serves; E: with the model's inputs watched. */
final class ServedMode implements Mode {
  private static final Duration START = Duration.ofMinutes(1);

  private final Profile profile;
  private final int threads;
  private final boolean watched;
  private BatchStatistics newest = new BatchStatistics(0, 0, 0, 0, 0);

  private ServedMode(Profile profile, int threads, boolean watched) {
    this.profile = profile;
    this.threads = threads;
    this.watched = watched;
  }

  /** D. */
  static ServedMode plain(Profile profile, int threads) {
    return new ServedMode(profile, threads, false);
  }

  /** E. */
  static ServedMode watched(Profile profile, int threads) {
    return new ServedMode(profile, threads, true);
  }

  @Override
  public String label() {
    return watched ? "E" : "D";
  }

  @Override
  public Running start(Workbench bench, String group) throws Exception {
    bench.watch(watched);
    var catalog = new ModelCatalog(bench.topics(), bench.bootstrap());
    catalog.start();
    var stage = new InferenceStage(
        bench.topics(), catalog, bench.repository(), InferenceConfig.DEFAULTS, ReplySink.NONE);
    var runner = new StageRunner(stage, ModellessMode.config(bench, group, profile, threads));
    runner.start();
    runner.awaitRunning(START);
    return () -> {
      newest = stage.statistics();
      runner.close();
      catalog.close();
    };
  }

  /** How many rows a batch of the latest run had in the mean; at least one. */
  int rowsPerBatch() {
    return (int) Math.max(1, newest.rows() / Math.max(1, newest.batches()));
  }

  BatchStatistics statistics() {
    return newest;
  }
}
