package io.millrace.inference.registry;

import io.millrace.model.ModelCommand;
import io.millrace.model.ModelRecord;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Folds commands into the models' records. */
public final class RegistryProcessor
    implements Processor<String, ModelCommand, String, ModelRecord> {
  public static final String STORE = "model-registry";

  private @Nullable ProcessorContext<String, ModelRecord> context;
  private @Nullable KeyValueStore<String, ModelRecord> records;

  @Override
  public void init(ProcessorContext<String, ModelRecord> context) {
    this.context = context;
    this.records = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<String, ModelCommand> command) {
    var store = Objects.requireNonNull(records);
    var model = command.value().model().value();
    var after = Registry.apply(
        store.get(model), command.value(), Instant.ofEpochMilli(command.timestamp()));
    store.put(model, after);
    Objects.requireNonNull(context).forward(command.withKey(model).withValue(after));
  }
}
