package io.millrace.topology.registry;

import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import io.millrace.topology.Topic;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds commands into the entries of a compacted topic, whose one writer it is. */
public final class RegistryFold<V>
    implements Processor<String, RegistryCommand, String, RegistryEntry<V>> {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryFold.class);
  // For what the log adds to a record, and for the outcome of a refused command.
  private static final int SPARE_BYTES = 64 << 10;
  private static final int LONGEST_REASON = 16 << 10;

  private final String store;
  private final Topic<String, RegistryEntry<V>> entries;
  private final RegistryRule<V> rule;
  private @Nullable ProcessorContext<String, RegistryEntry<V>> context;
  private @Nullable KeyValueStore<String, RegistryEntry<V>> known;

  private RegistryFold(
      String store, Topic<String, RegistryEntry<V>> entries, RegistryRule<V> rule) {
    this.store = store;
    this.entries = entries;
    this.rule = rule;
  }

  /**
   * Adds the fold to a stage.
   *
   * @param store names the stage's store and operator
   */
  public static <V> void add(
      StreamsBuilder builder,
      String store,
      Topic<String, RegistryCommand> commands,
      Topic<String, RegistryEntry<V>> entries,
      RegistryRule<V> rule) {
    builder.addStateStore(Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(store), Serdes.String(), entries.values()));
    entries.write(commands
        .read(builder)
        .process(() -> new RegistryFold<>(store, entries, rule), Named.as(store + "-fold"), store));
  }

  @Override
  public void init(ProcessorContext<String, RegistryEntry<V>> context) {
    this.context = context;
    this.known = context.getStateStore(store);
  }

  @Override
  public void process(Record<String, RegistryCommand> command) {
    if (command.value() == null) {
      // Anyone can write a tombstone to the commands; it asks for nothing.
      LOG.warn("a command without a value, of key {}, is passed over", command.key());
      return;
    }
    var all = Objects.requireNonNull(known);
    var key = command.value().key();
    var after = after(all.get(key), command.value(), Instant.ofEpochMilli(command.timestamp()));
    all.put(key, after);
    Objects.requireNonNull(context).forward(command.withKey(key).withValue(after));
  }

  // A record that its topic does not take would stop the stage, and again after every restart.
  private RegistryEntry<V> after(
      @Nullable RegistryEntry<V> before, RegistryCommand command, Instant at) {
    var after = rule.apply(before, command, at);
    var reason = after.lastCommand().rejection();
    if (reason != null && reason.length() > LONGEST_REASON) {
      return rule.refuse(before, command, reason.substring(0, LONGEST_REASON) + "…");
    }
    int size = entries.values().serializer().serialize(entries.name(), after).length;
    int most = entries.settings().maxMessageBytes() - SPARE_BYTES;
    return reason != null || size <= most
        ? after
        : rule.refuse(
            before,
            command,
            "the entry of \"%s\" takes %d bytes, the registry takes %d"
                .formatted(command.key(), size, most));
  }
}
