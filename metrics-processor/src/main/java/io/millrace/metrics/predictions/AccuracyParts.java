package io.millrace.metrics.predictions;

import io.millrace.metrics.accuracy.ModelAccuracy;
import io.millrace.metrics.state.StateBytes;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.model.qoa.WindowResult.Finality;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** What each partition of the join knows of the windows that are not final yet. */
final class AccuracyParts {
  private static final int VERSION = 1;
  private static final byte PART = 'a';

  private final KeyValueStore<Bytes, byte[]> store;
  private final PredictionsConfig config;
  private final TreeMap<AnswerWindow, TreeMap<Integer, Message.AccuracyPart>> open =
      new TreeMap<>();
  private final Set<AnswerWindow> unsent = new TreeSet<>();

  /** Goes on where the store stands. */
  AccuracyParts(KeyValueStore<Bytes, byte[]> store, PredictionsConfig config) {
    this.store = store;
    this.config = config;
    var end = Bytes.wrap(new byte[] {PART + 1});
    try (var all = store.range(Bytes.wrap(new byte[] {PART}), end)) {
      while (all.hasNext()) {
        var entry = all.next();
        if (entry.key.get()[0] == PART) {
          keep(StateBytes.read("part of accuracy", entry.value, VERSION, MessageSerde::readPart));
        }
      }
    }
  }

  private void keep(Message.AccuracyPart part) {
    open.computeIfAbsent(part.window(), window -> new TreeMap<>()).put(part.partition(), part);
    unsent.add(part.window());
  }

  void put(Message.AccuracyPart part) {
    keep(part);
    store.put(key(part), StateBytes.write(VERSION, out -> MessageSerde.write(part, out)));
  }

  private static Bytes key(Message.AccuracyPart part) {
    return Bytes.wrap(new BinaryWriter(64)
        .writeByte(PART)
        .writeText(part.window().key())
        .writeSigned(part.window().start())
        .writeUnsigned(part.partition())
        .toBytes());
  }

  /**
   * Gives out the windows that have changed, and those that have become final, which are forgotten.
   *
   * @param time that all partitions of the join have reached, ms
   */
  void sendChanged(long time, Consumer<AccuracyResult> to) {
    for (var entry : open.entrySet()) {
      if (isFinal(entry.getValue(), time)) {
        unsent.add(entry.getKey());
      }
    }
    for (var window : unsent) {
      var parts = open.get(window);
      if (parts != null) {
        send(window, parts, time, to);
      }
    }
    unsent.clear();
  }

  private static boolean isFinal(Map<Integer, Message.AccuracyPart> parts, long time) {
    return parts.values().stream().allMatch(part -> part.until() <= time);
  }

  private void send(
      AnswerWindow window,
      Map<Integer, Message.AccuracyPart> parts,
      long time,
      Consumer<AccuracyResult> to) {
    var merged = new ModelAccuracy(config.classes());
    parts.values().forEach(part -> merged.addAll(part.accuracy()));
    boolean isFinal = isFinal(parts, time);
    to.accept(AccuracyResult.of(
        window.by(),
        Instant.ofEpochMilli(window.start()),
        Instant.ofEpochMilli(window.start()).plus(config.window()),
        merged.predictions(),
        merged.classification().tally(),
        merged.regression().tally(),
        isFinal ? Finality.FINAL : Finality.PROVISIONAL));
    if (isFinal) {
      parts.values().forEach(part -> store.delete(key(part)));
      open.remove(window);
    }
  }
}
