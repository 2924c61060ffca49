package io.millrace.metrics.reports;

import io.millrace.metrics.reports.Reported.Measured;
import io.millrace.metrics.reports.Reported.OnItsWay;
import io.millrace.metrics.reports.Reported.Reached;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Measurements;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts what is on its way to another partition into one compact record: names once each, times as steps. {@link
 * BundleReader} reads it.
 */
final class BundleWriter {
  static final int VERSION = 4;
  static final int MEASURED = 1;
  static final int REACHED = 2;
  static final int PASSED_ON = 1;
  static final int OWN_TIME = 2;

  /** A category's place here is its byte: only to be added to, at the end. */
  static final List<Category> CODES = List.of(
      Category.SERVICE,
      Category.DATA,
      Category.ML,
      Category.SECURITY,
      Category.RESOURCE,
      Category.CUSTOM);

  private static final Map<Category, Integer> CODE = new EnumMap<>(Category.class);

  static {
    CODES.forEach(category -> CODE.put(category, CODES.indexOf(category)));
  }

  private final int fullBytes;
  private final Map<String, Integer> names = new HashMap<>();
  private BinaryWriter out = new BinaryWriter();
  private boolean empty = true;
  private long timestamp;

  /** @param fullBytes of how many bytes on it is full; it may still be added to */
  BundleWriter(int fullBytes) {
    this.fullBytes = fullBytes;
  }

  /** @param at the time of the record that it stands in */
  void add(OnItsWay part, long at) {
    var way = part.way();
    if (empty) {
      empty = false;
      timestamp = 0;
      out.writeByte(VERSION).writeUnsigned(way.from()).writeUnsigned(way.to());
    }
    out.writeSigned(at - timestamp);
    timestamp = at;
    if (part instanceof Measured measured) {
      out.writeByte(MEASURED);
      write(measured.measurements(), measured.ownTime());
    } else if (part instanceof Reached reached) {
      out.writeByte(REACHED).writeUnsigned(reached.millis());
      name(reached.application() == null ? "" : reached.application());
    }
  }

  private void write(Measurements measurements, boolean ownTime) {
    var source = measurements.source();
    name(source.application());
    name(source.stage());
    name(source.instance());
    out.writeByte((measurements.passedOn() ? PASSED_ON : 0) | (ownTime ? OWN_TIME : 0))
        .writeSigned(measurements.eventTimeMillis() - timestamp)
        .writeUnsigned(measurements.values().size());
    for (var one : measurements.values()) {
      out.writeByte(CODE.getOrDefault(one.category(), 0));
      name(one.metric());
      out.writeDouble(one.value());
    }
  }

  private void name(String name) {
    var known = names.putIfAbsent(name, names.size());
    if (known == null) {
      out.writeUnsigned(names.size() - 1).writeText(name);
    } else {
      out.writeUnsigned(known);
    }
  }

  boolean isEmpty() {
    return empty;
  }

  boolean isFull() {
    return out.size() >= fullBytes;
  }

  /** The time of what was added last. */
  long timestamp() {
    return timestamp;
  }

  /** All that has been added; the next begins anew. */
  byte[] take() {
    var bytes = out.toBytes();
    out = new BinaryWriter(bytes.length);
    names.clear();
    empty = true;
    return bytes;
  }
}
