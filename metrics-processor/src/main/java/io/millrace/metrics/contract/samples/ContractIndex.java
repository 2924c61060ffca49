package io.millrace.metrics.contract.samples;

import io.millrace.metrics.window.Sample;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.CompactedView;
import io.millrace.topology.registry.RecordView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The contracts as the compacted topic has them, by application. */
public final class ContractIndex implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ContractIndex.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(30);

  private final RecordView<RegistryEntry<Contract>> view;
  private final AtomicLong version = new AtomicLong();
  private volatile Snapshot snapshot = new Snapshot(-1, Map.of());

  private record Snapshot(long version, Map<String, List<Interest>> interests) {}

  public ContractIndex(Topics topics, String bootstrap) {
    this(new CompactedView<>(topics.contracts(), bootstrap));
  }

  /** An index over any view of the contracts; closes it. */
  public ContractIndex(RecordView<RegistryEntry<Contract>> view) {
    this.view = view;
    view.onChange(entry -> version.incrementAndGet());
  }

  /** Follows the topic; returns once all contracts that are there now are known. */
  public void start() {
    view.start();
    if (!view.catchUp(CATCH_UP)) {
      LOG.warn(
          "not all contracts are known after {} s; the others are judged later",
          CATCH_UP.toSeconds());
    }
  }

  /** Grows with each change. */
  public long version() {
    return version.get();
  }

  /** All entries, those of contracts that were taken back among them. */
  public Collection<RegistryEntry<Contract>> entries() {
    return view.values();
  }

  /** Whether there is a contract of the application. */
  public boolean isAbout(String application) {
    return current().interests().containsKey(application);
  }

  /** Whether some contract of the application looks at the metric. */
  public boolean includes(String application, String metric) {
    var interests = current().interests().get(application);
    if (interests == null) {
      return false;
    }
    for (var interest : interests) {
      if (interest.includes(metric)) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #includes(String, String)}, of a value. */
  public boolean includes(Sample sample) {
    return includes(sample.application(), sample.metric());
  }

  private Snapshot current() {
    var known = snapshot;
    long now = version.get();
    if (known.version() == now) {
      return known;
    }
    var interests = new HashMap<String, List<Interest>>();
    for (var entry : view.values()) {
      var contract = entry.value();
      if (contract != null) {
        interests
            .computeIfAbsent(contract.application(), application -> new ArrayList<>())
            .add(Interest.of(contract));
      }
    }
    var next = new Snapshot(now, interests);
    snapshot = next;
    return next;
  }

  @Override
  public void close() {
    view.close();
  }

  @Override
  public String toString() {
    return "ContractIndex{%s}".formatted(view);
  }
}
