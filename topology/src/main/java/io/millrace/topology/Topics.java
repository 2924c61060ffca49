package io.millrace.topology;

import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelCommand;
import io.millrace.model.ModelRecord;
import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.serde.InferenceRequestSerde;
import io.millrace.topology.serde.InferenceResultSerde;
import io.millrace.topology.serde.JsonSerde;
import io.millrace.topology.serde.RegistrySerdes;
import io.millrace.topology.serde.contract.ContractSerdes;
import io.millrace.topology.serde.qoa.ReportSerde;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Every topic of Millrace: a topic's name, serdes and settings stand here and nowhere else. */
public final class Topics {
  private static final int MEBIBYTE = 1 << 20;

  private final TopicsConfig config;

  public Topics(TopicsConfig config) {
    this.config = config;
  }

  /** What stands before every topic's name. */
  public String prefix() {
    return config.prefix();
  }

  /** Requests for predictions, keyed by sequence id or request id; anyone writes. */
  public Topic<String, InferenceRequest> requests() {
    return keyedByText(
        "prediction.requests", new InferenceRequestSerde(), data("prediction-requests"));
  }

  /** One result for each request, keyed by request id, in the partition its caller reads. */
  public Topic<String, InferenceResult> results() {
    return keyedByText(
        "prediction.results", new InferenceResultSerde(), data("prediction-results"));
  }

  /** Wishes to the model registry, keyed by model. */
  public Topic<String, ModelCommand> modelCommands() {
    return keyedByText(
        "models.commands",
        new JsonSerde<>(ModelCommand.class),
        new TopicSettings("models-commands", 1, config.retention(), false, MEBIBYTE));
  }

  /** The model registry, keyed by model; the registry stage is its one writer. */
  public Topic<String, ModelRecord> models() {
    return keyedByText(
        "models",
        new JsonSerde<>(ModelRecord.class),
        new TopicSettings("models", 1, null, true, MEBIBYTE));
  }

  /** Reports of quality, keyed by application, stage and instance; anyone writes, in any form and with any key. */
  public Topic<String, Report> reports() {
    return keyedByText("qoa.reports", new ReportSerde(), data("qoa-reports"));
  }

  /** Wishes to the contract registry, keyed by contract. */
  public Topic<String, RegistryCommand> contractCommands() {
    return keyedByText(
        "contracts.commands",
        RegistrySerdes.commands(),
        new TopicSettings("contracts-commands", 1, config.retention(), false, MEBIBYTE));
  }

  /** The contracts, keyed by their id; the contract registry is its one writer. */
  public Topic<String, RegistryEntry<Contract>> contracts() {
    return keyedByText(
        "contracts",
        RegistrySerdes.entries(ContractSerdes.contract()),
        new TopicSettings("contracts", 1, null, true, MEBIBYTE));
  }

  /** What each window of each metric came to, keyed by series; the quality stage writes. */
  public Topic<String, WindowResult> windows() {
    return keyedByText("qoa.windows", new JsonSerde<>(WindowResult.class), data("qoa-windows"));
  }

  /** What could not be handled, as found, with the reason in its headers. */
  public Topic<byte[], byte[]> deadLetters() {
    // Room for the largest record as found, and for the reason beside it.
    var settings = new TopicSettings(
        "dead-letters", 1, config.retention(), false, config.maxMessageBytes() + MEBIBYTE);
    return new Topic<>(name("dead-letters"), Serdes.ByteArray(), Serdes.ByteArray(), settings);
  }

  /** All of them, in the order of the flow: requests and what answers them, then what is reported of it. */
  public List<Topic<?, ?>> all() {
    return List.of(
        requests(),
        results(),
        modelCommands(),
        models(),
        reports(),
        windows(),
        contractCommands(),
        contracts(),
        deadLetters());
  }

  private TopicSettings data(String label) {
    return new TopicSettings(
        label, config.partitions(), config.retention(), false, config.maxMessageBytes());
  }

  private <V> Topic<String, V> keyedByText(String name, Serde<V> values, TopicSettings settings) {
    return new Topic<>(name(name), Serdes.String(), values, settings);
  }

  private String name(String name) {
    return config.prefix() + name;
  }
}
