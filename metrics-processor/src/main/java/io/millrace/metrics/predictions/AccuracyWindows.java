package io.millrace.metrics.predictions;

import io.millrace.metrics.accuracy.ModelAccuracy;
import io.millrace.metrics.accuracy.join.Predicted;
import io.millrace.metrics.state.StateBytes;
import io.millrace.model.qoa.Answerer;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** The open windows of accuracy of one partition of the join, in a store and in memory. */
final class AccuracyWindows {
  private static final int VERSION = 1;
  private static final byte WINDOW = 'a';

  /** How many windows may be open before stages that come anew count together: anyone can invent names. */
  static final int MOST_OPEN = 10_000;

  /** The stage under which these count. */
  static final String OTHER = "(other)";

  private final KeyValueStore<Bytes, byte[]> store;
  private final PredictionsConfig config;
  private final int partition;
  private final TreeMap<AnswerWindow, Message.AccuracyPart> open = new TreeMap<>();
  private final Set<AnswerWindow> unsent = new TreeSet<>();

  /** Goes on where the store stands. */
  AccuracyWindows(KeyValueStore<Bytes, byte[]> store, PredictionsConfig config, int partition) {
    this.store = store;
    this.config = config;
    this.partition = partition;
    var end = Bytes.wrap(new byte[] {WINDOW + 1});
    try (var parts = store.range(Bytes.wrap(new byte[] {WINDOW}), end)) {
      while (parts.hasNext()) {
        var entry = parts.next();
        if (entry.key.get()[0] == WINDOW) {
          restore(entry.value);
        }
      }
    }
  }

  private void restore(byte[] bytes) {
    var part = StateBytes.read("window of accuracy", bytes, VERSION, MessageSerde::readPart);
    open.put(part.window(), part);
    unsent.add(part.window());
  }

  /** The prediction, as one of all other stages where there is no room for its own. */
  Predicted admitted(Predicted prediction) {
    var application = prediction.by().application();
    if (application == null || open.size() < MOST_OPEN || open.containsKey(windowOf(prediction))) {
      return prediction;
    }
    return new Predicted(
        Answerer.ofStage(application, OTHER),
        prediction.place(),
        prediction.time(),
        prediction.until(),
        prediction.rows());
  }

  private AnswerWindow windowOf(Predicted prediction) {
    return new AnswerWindow(prediction.by(), config.startOf(prediction.time()));
  }

  /**
   * Changes the window of a prediction, which is opened where it is not.
   */
  void change(Predicted prediction, Consumer<ModelAccuracy> change) {
    var window = windowOf(prediction);
    var before = open.get(window);
    // A later one of the window may come until its end, and waits as long for its truth.
    long end = window.start() + config.window().toMillis();
    long until = prediction.until() + end - prediction.time();
    var part = new Message.AccuracyPart(
        window,
        partition,
        before == null ? until : Math.max(before.until(), until),
        before == null ? new ModelAccuracy(config.classes()) : before.accuracy());
    change.accept(part.accuracy());
    open.put(window, part);
    unsent.add(window);
    store.put(key(window), StateBytes.write(VERSION, out -> MessageSerde.write(part, out)));
  }

  private static Bytes key(AnswerWindow window) {
    var bytes = window.toBytes();
    var key = new byte[bytes.length + 1];
    key[0] = WINDOW;
    System.arraycopy(bytes, 0, key, 1, bytes.length);
    return Bytes.wrap(key);
  }

  /** Gives out what has changed since it was given out last. */
  void sendChanged(Consumer<Message.AccuracyPart> to) {
    for (var window : unsent) {
      var part = open.get(window);
      if (part != null) {
        to.accept(part);
      }
    }
    unsent.clear();
  }

  /** Forgets the windows to which nothing can be added any more at this time; what they came to has been given out. */
  void close(long time) {
    var over = open.values().stream().filter(part -> part.until() <= time).toList();
    for (var part : over) {
      open.remove(part.window());
      unsent.remove(part.window());
      store.delete(key(part.window()));
    }
  }
}
