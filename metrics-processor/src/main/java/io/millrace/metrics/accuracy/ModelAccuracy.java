package io.millrace.metrics.accuracy;

import io.millrace.metrics.state.StateBytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How right a version of a model was in a window, as far as the truth is known. The window is that of the predictions'
 * times. Parts merge to the same in any order. Not for use by several threads.
 */
public final class ModelAccuracy {
  private static final int VERSION = 1;

  private final int classes;
  private long predictions;
  private ClassificationCounts classification;
  private RegressionCounts regression = new RegressionCounts();

  /**
   * Nothing yet.
   *
   * @param classes how many have a row of the confusion matrix of their own, from 1
   */
  public ModelAccuracy(int classes) {
    this.classes = classes;
    this.classification = new ClassificationCounts(classes);
  }

  /** Notes predicted rows, whether their truth will come or not. */
  public void addPredictions(long rows) {
    predictions += rows;
  }

  /** Takes predictions whose truth is known; they were noted before as predictions. */
  public void add(List<Pair> pairs) {
    for (var pair : pairs) {
      if (pair instanceof Pair.Classified classified) {
        classification.add(classified);
      } else if (pair instanceof Pair.Measured measured) {
        regression.add(measured);
      }
    }
  }

  public void addAll(ModelAccuracy other) {
    classification.addAll(other.classification);
    regression.addAll(other.regression);
    predictions += other.predictions;
  }

  /** How many rows were predicted. */
  public long predictions() {
    return predictions;
  }

  /** Of how many rows the truth is known. */
  public long pairs() {
    return classification.count() + regression.count();
  }

  public ClassificationCounts classification() {
    return classification;
  }

  public RegressionCounts regression() {
    return regression;
  }

  /**
   * Whether nothing can be added any more: a truth may come until the join window has passed after its prediction.
   *
   * @param streamTime ms
   * @param windowEnd ms, exclusive
   * @param joinWindow ms
   */
  public static boolean isFinal(long streamTime, long windowEnd, long joinWindow) {
    return streamTime - joinWindow >= windowEnd;
  }

  /**
   * The figures that are known, by name: accuracy, and the macro means of precision, recall and f1 (of all classes alike)
   * beside the weighted ones; log_loss where probabilities are known; mse, rmse and mae of numbers.
   */
  public Map<String, Double> metrics() {
    var metrics = new LinkedHashMap<String, Double>();
    metrics.put("accuracy", classification.accuracy());
    metrics.put("precision", classification.macro(ClassCounts::precision));
    metrics.put("recall", classification.macro(ClassCounts::recall));
    metrics.put("f1", classification.macro(ClassCounts::f1));
    metrics.put("precision_weighted", classification.weighted(ClassCounts::precision));
    metrics.put("recall_weighted", classification.weighted(ClassCounts::recall));
    metrics.put("f1_weighted", classification.weighted(ClassCounts::f1));
    metrics.put("log_loss", classification.logLoss());
    metrics.put("mse", regression.mse());
    metrics.put("rmse", regression.rmse());
    metrics.put("mae", regression.mae());
    metrics.values().removeIf(value -> value.isNaN());
    return metrics;
  }

  public byte[] toBytes() {
    return StateBytes.write(VERSION, out -> {
      out.writeInt(classes);
      out.writeLong(predictions);
      classification.write(out);
      regression.write(out);
    });
  }

  /**
   * What {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no such state
   */
  public static ModelAccuracy fromBytes(byte[] bytes) {
    return StateBytes.read("accuracy", bytes, VERSION, in -> {
      var state = new ModelAccuracy(in.readInt());
      state.predictions = in.readLong();
      state.classification = ClassificationCounts.read(state.classes, in);
      state.regression = RegressionCounts.read(in);
      return state;
    });
  }
}
