package io.millrace.examples;

import java.util.List;
import java.util.function.Function;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.fm.FMClassificationModel;
import org.tribuo.classification.sgd.fm.FMClassificationTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.fm.FMRegressionModel;
import org.tribuo.regression.sgd.fm.FMRegressionTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

/**
 * Trains Tribuo factorisation machines on standardised rows. Same table, same weights: one thread, fixed seed, rows
 * shuffled by that seed alone.
 */
final class FmTraining {
  private static final double LEARNING_RATE = 0.05;
  private static final int EPOCHS = 20;
  private static final int LOG_NEVER = Integer.MAX_VALUE;
  private static final int MINI_BATCH = 16;
  private static final long SEED = 20_260_101L;
  private static final int FACTORS = 4;
  private static final double INITIAL_FACTOR_VARIANCE = 0.02;

  private FmTraining() {}

  /** Learns the label "0" or "1" from the target column. */
  static FMClassificationModel classifier(Table table, Scaling features) {
    var trainer = new FMClassificationTrainer(
        new LogMulticlass(),
        new AdaGrad(LEARNING_RATE),
        EPOCHS,
        LOG_NEVER,
        MINI_BATCH,
        SEED,
        FACTORS,
        INITIAL_FACTOR_VARIANCE);
    return trainer.train(dataset(table, features, new LabelFactory(), row -> label(row.target())));
  }

  /** Learns the target column, standardised by {@code target}. */
  static FMRegressionModel regressor(Table table, Scaling features, Scaling target) {
    var trainer = new FMRegressionTrainer(
        new SquaredLoss(),
        new AdaGrad(LEARNING_RATE),
        EPOCHS,
        LOG_NEVER,
        MINI_BATCH,
        SEED,
        FACTORS,
        INITIAL_FACTOR_VARIANCE,
        false);
    Function<Table.Row, Regressor> output =
        row -> new Regressor(table.target().name(), target.apply(List.of(row.target()))[0]);
    return trainer.train(dataset(table, features, new RegressionFactory(), output));
  }

  static Label label(double target) {
    return new Label(target == 0 ? "0" : "1");
  }

  /** The row as Tribuo sees it, under the column names. */
  static <T extends Output<T>> ArrayExample<T> example(
      Table table, Table.Row row, Scaling features, T output) {
    return new ArrayExample<>(
        output, table.featureNames().toArray(String[]::new), features.apply(row.features()));
  }

  private static <T extends Output<T>> MutableDataset<T> dataset(
      Table table, Scaling features, OutputFactory<T> factory, Function<Table.Row, T> output) {
    var dataset =
        new MutableDataset<>(new SimpleDataSourceProvenance("generated rows", factory), factory);
    for (var row : table.rows()) {
      dataset.add(example(table, row, features, output.apply(row)));
    }
    return dataset;
  }
}
