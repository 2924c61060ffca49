package io.millrace.metrics.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.metrics.inputs.InputDrift;
import io.millrace.metrics.inputs.InputDrift.Compared;
import io.millrace.metrics.inputs.InputSummary;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.InputQuality;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What partitions have told of the windows of inputs, merged until all have told; and the references of drift. */
final class WatchedInputs {
  private static final byte WINDOW = 'p';
  private static final byte REFERENCE = 'q';

  private final KeyValueStore<Bytes, byte[]> store;
  private final PredictionsConfig config;
  private final TreeMap<ModelWindow, InputSummary> merged = new TreeMap<>();

  /** Takes what windows came to. */
  interface Output {
    void quality(InputQuality quality);

    void drift(DriftReport report);
  }

  /** Goes on where the store stands. */
  WatchedInputs(KeyValueStore<Bytes, byte[]> store, PredictionsConfig config) {
    this.store = store;
    this.config = config;
    var end = Bytes.wrap(new byte[] {WINDOW + 1});
    try (var all = store.range(Bytes.wrap(new byte[] {WINDOW}), end)) {
      while (all.hasNext()) {
        var entry = all.next();
        var key = entry.key.get();
        if (key[0] == WINDOW) {
          merged.put(
              ModelWindow.fromBytes(Arrays.copyOfRange(key, 1, key.length)),
              InputSummary.fromBytes(entry.value));
        }
      }
    }
  }

  void add(Message.InputPart part) {
    var known = merged.get(part.window());
    if (known == null) {
      known = part.summary();
      merged.put(part.window(), known);
    } else {
      known.merge(part.summary());
    }
    store.put(key(WINDOW, part.window().toBytes()), known.toBytes());
  }

  private static Bytes key(byte kind, byte[] rest) {
    var key = new byte[rest.length + 1];
    key[0] = kind;
    System.arraycopy(rest, 0, key, 1, rest.length);
    return Bytes.wrap(key);
  }

  /**
   * Gives out the windows that all partitions have closed, in the order of time.
   *
   * @param time that all partitions have reached, ms
   */
  void close(long time, Output to) {
    long open = config.window().toMillis() + config.grace().toMillis();
    for (var first = merged.firstEntry();
        first != null && first.getKey().start() + open <= time;
        first = merged.firstEntry()) {
      merged.remove(first.getKey());
      close(first.getKey(), first.getValue(), to);
      store.delete(key(WINDOW, first.getKey().toBytes()));
    }
  }

  private void close(ModelWindow window, InputSummary summary, Output to) {
    var start = Instant.ofEpochMilli(window.start());
    var end = start.plus(config.window());
    to.quality(summary.quality(window.model(), window.version(), start, end));
    // Once a minute for each version: to keep the references in memory would be dearer than to read
    // them.
    var key = key(REFERENCE, window.key().getBytes(UTF_8));
    var bytes = store.get(key);
    var drift = bytes == null ? new InputDrift() : InputDrift.fromBytes(bytes);
    var compared = drift.window(summary);
    compared.forEach(one -> to.drift(report(window, start, end, one)));
    if (compared.isEmpty()) { // the reference has grown
      store.put(key, drift.toBytes());
    }
  }

  private static DriftReport report(
      ModelWindow window, Instant start, Instant end, Compared compared) {
    var result = compared.result();
    return new DriftReport(
        window.model(),
        window.version(),
        "input." + compared.column(),
        start,
        end,
        result.measure().name().toLowerCase(Locale.ROOT),
        DriftReport.Verdict.valueOf(result.verdict().name()),
        known(result.statistic()),
        known(result.threshold()),
        known(result.pValue()),
        compared.reference(),
        compared.current(),
        result.reason());
  }

  private static @Nullable Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
