package io.millrace.metrics.reports;

import io.millrace.metrics.reports.Reported.Measured;
import io.millrace.metrics.reports.Reported.OnItsWay;
import io.millrace.metrics.reports.Reported.Reached;
import io.millrace.metrics.reports.Reported.Way;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.Measurement;
import io.millrace.model.qoa.Measurements;
import io.millrace.model.qoa.Source;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link BundleWriter} wrote. */
final class BundleReader {
  private static final int MOST_VALUES = 1 << 20;
  private static final int MOST_PARTITIONS = 1 << 20;

  private final BinaryReader in;
  private final List<String> names = new ArrayList<>();
  private final Way way;
  private long timestamp;

  /** @throws IllegalArgumentException if the bytes are no bundle; so do the other methods */
  BundleReader(byte[] bytes) {
    this.in = new BinaryReader(bytes);
    int version = in.readByte();
    if (version != BundleWriter.VERSION) {
      throw new IllegalArgumentException(
          "bundle of version %d; this one reads %d".formatted(version, BundleWriter.VERSION));
    }
    this.way = new Way(
        in.readCount("partition", MOST_PARTITIONS),
        in.readCount("partition", MOST_PARTITIONS),
        false);
  }

  boolean hasNext() {
    return !in.isAtEnd();
  }

  OnItsWay next() {
    timestamp += in.readSigned();
    int kind = in.readByte();
    if (kind == BundleWriter.MEASURED) {
      return measured();
    }
    long millis = in.readUnsigned();
    var application = name();
    return new Reached(way, millis, application.isEmpty() ? null : application);
  }

  /** The time of the record in which the last one stands. */
  long timestamp() {
    return timestamp;
  }

  private Measured measured() {
    var source = new Source(name(), name(), name());
    int flags = in.readByte();
    long time = timestamp + in.readSigned();
    int many = in.readCount("values of a report", MOST_VALUES);
    var values = new ArrayList<Measurement>(Math.min(many, 1 << 10));
    for (int i = 0; i < many; i++) {
      var category =
          BundleWriter.CODES.get(in.readCount("category", BundleWriter.CODES.size() - 1));
      values.add(new Measurement(category, name(), in.readDouble()));
    }
    boolean passedOn = (flags & BundleWriter.PASSED_ON) != 0;
    return new Measured(
        way,
        new Measurements(source, passedOn, time, values),
        (flags & BundleWriter.OWN_TIME) != 0);
  }

  private String name() {
    int place = in.readCount("name", names.size());
    if (place == names.size()) {
      names.add(in.readText());
    }
    return names.get(place);
  }
}
