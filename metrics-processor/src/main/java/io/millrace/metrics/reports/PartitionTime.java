package io.millrace.metrics.reports;

import io.millrace.metrics.store.DeferredStore;
import io.millrace.metrics.window.OpenWindows;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import org.apache.kafka.common.utils.Bytes;

/** How far a partition of the reports topic has come in time, and what of that other partitions have been told. */
final class PartitionTime {
  private static final Bytes KEY = Bytes.wrap(new byte[] {0, 1});

  private final long stepMillis;
  private long reached = OpenWindows.NO_TIME;
  private long told = OpenWindows.NO_TIME;

  /** @param stepMillis others are told once the time has passed a multiple of this */
  PartitionTime(long stepMillis) {
    this.stepMillis = stepMillis;
  }

  /** Whether this is later than what has been reached; if so, it is reached. */
  boolean advance(long millis) {
    if (millis <= reached) {
      return false;
    }
    reached = millis;
    return true;
  }

  long reached() {
    return reached;
  }

  /** Whether others are to be told; if so, they are taken as told. */
  boolean tell() {
    if (told != OpenWindows.NO_TIME
        && Math.floorDiv(reached, stepMillis) == Math.floorDiv(told, stepMillis)) {
      return false;
    }
    told = reached;
    return true;
  }

  void save(DeferredStore store) {
    var bytes = new BinaryWriter(16).writeFixed64(reached).writeFixed64(told).toBytes();
    store.entries().put(KEY, bytes);
  }

  void restore(DeferredStore store) {
    var bytes = store.entries().get(KEY);
    if (bytes != null) {
      var in = new BinaryReader(bytes);
      reached = in.readFixed64();
      told = in.readFixed64();
    }
  }
}
