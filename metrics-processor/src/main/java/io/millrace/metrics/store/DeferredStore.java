package io.millrace.metrics.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * A persistent store of bytes whose writers are asked right before each commit to put what they have changed since the
 * last one. What changes a thousand times between two commits is turned into bytes once.
 *
 * <p>Kafka Streams has the hook for its own caches only: that this is such a cache is what makes it be called.
 */
public final class DeferredStore
    extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {
  private final Map<String, Runnable> writers = new LinkedHashMap<>();

  private DeferredStore(KeyValueStore<Bytes, byte[]> inner) {
    super(inner);
  }

  /** The entries as of the last commit, and what has been put since. */
  public KeyValueStore<Bytes, byte[]> entries() {
    return wrapped();
  }

  /** Lets a writer put its changes before each commit, in place of one of the same name. */
  public void beforeCommit(String writer, Runnable put) {
    writers.put(writer, put);
  }

  /**
   * As {@link #beforeCommit(String, Runnable)}, of a processor that may forward then too, as caches do.
   *
   * @param of the processor's own, while it processes a record or is initialised
   */
  public void beforeCommit(String writer, ProcessorContext<?, ?> of, Runnable put) {
    var context = (InternalProcessorContext<?, ?>) of;
    var node = context.currentNode();
    beforeCommit(writer, () -> {
      var before = context.currentNode();
      context.setCurrentNode(node);
      try {
        put.run();
      } finally {
        context.setCurrentNode(before);
      }
    });
  }

  @Override
  public void flushCache() {
    writers.values().forEach(Runnable::run);
    super.flushCache();
  }

  /** Builds such stores. */
  public static StoreBuilder<DeferredStore> builder(String name) {
    return new Builder(inner(Stores.persistentKeyValueStore(name)));
  }

  /** Builds stores that keep nothing: only to be asked before each commit. */
  public static StoreBuilder<DeferredStore> keepingNothing(String name) {
    return new Builder(inner(Stores.inMemoryKeyValueStore(name)).withLoggingDisabled());
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> inner(KeyValueBytesStoreSupplier of) {
    return Stores.keyValueStoreBuilder(of, Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled();
  }

  private static final class Builder implements StoreBuilder<DeferredStore> {
    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> inner;

    Builder(StoreBuilder<KeyValueStore<Bytes, byte[]>> inner) {
      this.inner = inner;
    }

    @Override
    public StoreBuilder<DeferredStore> withCachingEnabled() {
      throw new UnsupportedOperationException("its writers are its cache");
    }

    @Override
    public StoreBuilder<DeferredStore> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<DeferredStore> withLoggingEnabled(Map<String, String> config) {
      inner.withLoggingEnabled(config);
      return this;
    }

    @Override
    public StoreBuilder<DeferredStore> withLoggingDisabled() {
      inner.withLoggingDisabled();
      return this;
    }

    @Override
    public DeferredStore build() {
      return new DeferredStore(inner.build());
    }

    @Override
    public Map<String, String> logConfig() {
      return inner.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
      return inner.loggingEnabled();
    }

    @Override
    public String name() {
      return inner.name();
    }
  }
}
