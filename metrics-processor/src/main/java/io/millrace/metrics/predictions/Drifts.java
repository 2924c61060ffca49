package io.millrace.metrics.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.ModelDrift;
import io.millrace.model.ModelName;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.WindowResult.Finality;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The versions whose drift is watched, in a store and in memory. */
final class Drifts {
  private static final byte WATCH = 'd';
  private static final int MOST_VERSIONS = 1000;

  private final KeyValueStore<Bytes, byte[]> store;
  private final PredictionsConfig config;
  private final Function<String, @Nullable ModelDrift> declared;
  private final Map<String, DriftWatch> watches = new HashMap<>();

  /** @param declared what a model of this name declares; null of nothing */
  Drifts(
      KeyValueStore<Bytes, byte[]> store,
      PredictionsConfig config,
      Function<String, @Nullable ModelDrift> declared) {
    this.store = store;
    this.config = config;
    this.declared = declared;
  }

  /** Takes a closed window of answers. */
  List<DriftReport> answers(ModelWindow window, ResultSummary summary) {
    var drift = declared.apply(window.model().value());
    if (drift == null || summary.confidences().isEmpty()) {
      return List.of();
    }
    var watch = watch(window.key());
    var reports = watch.confidences(windowOf(window), summary.confidences(), drift.reference());
    save(window.key(), watch);
    return reports;
  }

  /** Takes a result of accuracy; only what is final counts. */
  List<DriftReport> accuracy(AccuracyResult result) {
    var accuracy = result.metrics().get("accuracy");
    var version = result.version();
    boolean isWatched = result.finality() == Finality.FINAL
        && version != null
        && declared.apply(result.model()) != null;
    if (!isWatched || accuracy == null || version == null) {
      return List.of();
    }
    var model = new ModelName(result.model());
    var window = new ModelWindow(model, version, result.start().toEpochMilli());
    var watch = watch(result.key());
    var report = watch.accuracy(windowOf(window), accuracy, result.classes().count());
    save(result.key(), watch);
    return List.of(report);
  }

  private DriftWatch.Window windowOf(ModelWindow window) {
    return new DriftWatch.Window(window, config.window().toMillis());
  }

  private DriftWatch watch(String key) {
    var known = watches.get(key);
    if (known == null) {
      var bytes = store.get(storeKey(key));
      known = bytes == null ? new DriftWatch() : DriftWatch.fromBytes(bytes);
      if (watches.size() < MOST_VERSIONS) {
        watches.put(key, known);
      }
    }
    return known;
  }

  private void save(String key, DriftWatch watch) {
    store.put(storeKey(key), watch.toBytes());
  }

  private static Bytes storeKey(String key) {
    var text = key.getBytes(UTF_8);
    var bytes = new byte[text.length + 1];
    bytes[0] = WATCH;
    System.arraycopy(text, 0, bytes, 1, text.length);
    return Bytes.wrap(bytes);
  }
}
