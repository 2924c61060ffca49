package io.millrace.inference.registry;

import io.millrace.model.ModelCommand;
import io.millrace.model.ModelRecord;
import io.millrace.topology.Topic;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds commands into the models' records. */
public final class RegistryProcessor
    implements Processor<String, ModelCommand, String, ModelRecord> {
  public static final String STORE = "model-registry";

  private static final Logger LOG = LoggerFactory.getLogger(RegistryProcessor.class);
  // For the outcome of a refused command, and for what the log adds to a record.
  private static final int SPARE_BYTES = 16 << 10;

  private final Topic<String, ModelRecord> models;
  private @Nullable ProcessorContext<String, ModelRecord> context;
  private @Nullable KeyValueStore<String, ModelRecord> records;

  /** @param models the registry's topic, whose limit a model's record must keep */
  public RegistryProcessor(Topic<String, ModelRecord> models) {
    this.models = models;
  }

  @Override
  public void init(ProcessorContext<String, ModelRecord> context) {
    this.context = context;
    this.records = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<String, ModelCommand> command) {
    if (command.value() == null) {
      // Anyone can write a tombstone to the commands; it asks for nothing.
      LOG.warn("a command without a value, of key {}, is passed over", command.key());
      return;
    }
    var store = Objects.requireNonNull(records);
    var model = command.value().model().value();
    var after = after(store.get(model), command.value(), Instant.ofEpochMilli(command.timestamp()));
    store.put(model, after);
    Objects.requireNonNull(context).forward(command.withKey(model).withValue(after));
  }

  // A record that its topic does not take would stop the stage, and again after every restart.
  private ModelRecord after(@Nullable ModelRecord before, ModelCommand command, Instant at) {
    var after = Registry.apply(before, command, at);
    int size = models.values().serializer().serialize(models.name(), after).length;
    int most = models.settings().maxMessageBytes() - SPARE_BYTES;
    return size <= most
        ? after
        : Registry.refuse(
            before,
            command,
            "with version %s the record of model \"%s\" takes %d bytes, the registry takes %d"
                .formatted(command.version().number(), command.model(), size, most));
  }
}
