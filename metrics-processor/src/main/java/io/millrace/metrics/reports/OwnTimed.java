package io.millrace.metrics.reports;

import io.millrace.metrics.store.DeferredStore;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.topology.Mark;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;

/** The applications whose time is their own at this place of the partition. */
final class OwnTimed {
  private static final Bytes KEY = Bytes.wrap(new byte[] {0, 5});
  private static final int MOST = 1 << 20;

  private final Set<String> applications = new TreeSet<>();
  private boolean changed;

  /** Takes an application's mark. */
  void told(String application, long millis) {
    changed |=
        millis >= Mark.END ? applications.remove(application) : applications.add(application);
  }

  boolean includes(String application) {
    return !applications.isEmpty() && applications.contains(application);
  }

  void save(DeferredStore store) {
    if (!changed) {
      return;
    }
    changed = false;
    var out = new BinaryWriter().writeUnsigned(applications.size());
    applications.forEach(out::writeText);
    store.entries().put(KEY, out.toBytes());
  }

  void restore(DeferredStore store) {
    applications.clear();
    var bytes = store.entries().get(KEY);
    if (bytes != null) {
      var in = new BinaryReader(bytes);
      int many = in.readCount("applications", MOST);
      for (int i = 0; i < many; i++) {
        applications.add(in.readText());
      }
    }
  }
}
