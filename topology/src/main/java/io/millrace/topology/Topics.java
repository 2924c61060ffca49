package io.millrace.topology;

import io.millrace.model.Feedback;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelCommand;
import io.millrace.model.ModelRecord;
import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import io.millrace.model.StreamPosition;
import io.millrace.model.application.Application;
import io.millrace.model.application.FunctionFindings;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Judgement;
import io.millrace.model.contract.Violation;
import io.millrace.model.node.Heartbeat;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.InputQuality;
import io.millrace.model.qoa.QoaSample;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportedAnswer;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.serde.FeedbackSerde;
import io.millrace.topology.serde.InferenceRequestSerde;
import io.millrace.topology.serde.InferenceResultSerde;
import io.millrace.topology.serde.JsonSerde;
import io.millrace.topology.serde.RegistrySerdes;
import io.millrace.topology.serde.application.ApplicationSerdes;
import io.millrace.topology.serde.contract.ContractSerdes;
import io.millrace.topology.serde.placement.PlacementSerdes;
import io.millrace.topology.serde.qoa.ReportSerde;
import java.time.Duration;
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

  /** What the rows of requests truly were, keyed by request id; anyone writes, before or after the prediction. */
  public Topic<String, Feedback> feedback() {
    return keyedByText("prediction.feedback", new FeedbackSerde(), data("prediction-feedback"));
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
    return keyedByText("qoa.reports", new ReportSerde(), data("qoa-reports").withAppendTime());
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

  /** Wishes to the application registry, keyed by application. */
  public Topic<String, RegistryCommand> applicationCommands() {
    return keyedByText(
        "applications.commands",
        RegistrySerdes.commands(),
        new TopicSettings("applications-commands", 1, config.retention(), false, MEBIBYTE));
  }

  /** The applications, keyed by their name; the application registry is its one writer. */
  public Topic<String, RegistryEntry<Application>> applications() {
    return keyedByText(
        "applications",
        RegistrySerdes.entries(ApplicationSerdes.application()),
        new TopicSettings("applications", 1, null, true, MEBIBYTE));
  }

  /** What functions made of the windows of observed applications, keyed by application. */
  public Topic<String, FunctionFindings> findings() {
    return keyedByText(
        "qoa.findings", new JsonSerde<>(FunctionFindings.class), data("qoa-findings"));
  }

  /** What each window of each metric came to, keyed by series; the metrics stage writes. */
  public Topic<String, WindowResult> windows() {
    return keyedByText(
        "qoa.windows", new JsonSerde<>(WindowResult.class), data("qoa-windows").withAppendTime());
  }

  /** The values that some contract looks at, keyed by application; the stages that measure write, and anyone may. */
  public Topic<String, QoaSample> samples() {
    return keyedByText("qoa.samples", new JsonSerde<>(QoaSample.class), data("qoa-samples"));
  }

  /** Beginnings and ends of episodes in which a contract is violated, keyed by contract and scope. */
  public Topic<String, Violation> violations() {
    return keyedByText("qoa.violations", ContractSerdes.violation(), data("qoa-violations"));
  }

  /** The newest verdict on each objective of each scope, and each contract's utility. */
  public Topic<String, Judgement> verdicts() {
    return keyedByText(
        "qoa.verdicts",
        ContractSerdes.judgement(),
        new TopicSettings("qoa-verdicts", 1, null, true, MEBIBYTE));
  }

  /** The answers in reports whose truth their application expects, keyed by request id; the metrics stage writes. */
  public Topic<String, ReportedAnswer> answers() {
    return keyedByText("qoa.answers", new JsonSerde<>(ReportedAnswer.class), data("qoa-answers"));
  }

  /** How right each version or stage was in each window, keyed by it; the stage of predictions writes. */
  public Topic<String, AccuracyResult> accuracy() {
    return keyedByText("qoa.accuracy", new JsonSerde<>(AccuracyResult.class), data("qoa-accuracy"));
  }

  /** How far the time has come in the partitions of results and feedback while nothing else comes. */
  public Topic<byte[], byte[]> marks() {
    return new Topic<>(
        name("prediction.marks"),
        Serdes.ByteArray(),
        Serdes.ByteArray(),
        data("prediction-marks").withAppendTime());
  }

  /** Whether the inputs and the predictions of each version drift, keyed by model and version; the stage of predictions writes. */
  public Topic<String, DriftReport> drift() {
    return keyedByText("qoa.drift", new JsonSerde<>(DriftReport.class), data("qoa-drift"));
  }

  /** How good the inputs of each version were in each window, keyed by model and version. */
  public Topic<String, InputQuality> inputQuality() {
    return keyedByText("qoa.quality", new JsonSerde<>(InputQuality.class), data("qoa-quality"));
  }

  /** How far each mirror has come in the streams it reads, keyed by mirror and stream; made with the first mirror. */
  public Topic<String, StreamPosition> positions() {
    return keyedByText(
        "bridge.positions",
        new JsonSerde<>(StreamPosition.class),
        new TopicSettings("bridge-positions", 1, null, true, MEBIBYTE));
  }

  /** The tasks that the Celery bridge has taken and not answered yet, keyed by task; made where the bridge runs. */
  public Topic<byte[], byte[]> celeryTasks() {
    // In one partition, so that whoever has read it to its end knows all that was taken before.
    return new Topic<>(
        name("celery.tasks"),
        Serdes.ByteArray(),
        Serdes.ByteArray(),
        new TopicSettings("celery-tasks", 1, null, true, config.maxMessageBytes() + MEBIBYTE));
  }

  /** Requests whose model is a Celery task, keyed by request id; the inference stage writes, the bridge reads. */
  public Topic<String, InferenceRequest> celeryRequests() {
    return keyedByText("celery.requests", new InferenceRequestSerde(), data("celery-requests"));
  }

  /** The calls of Celery tasks that the bridge has made and that have no result yet, keyed by task; made where the bridge runs. */
  public Topic<byte[], byte[]> celeryCalls() {
    return new Topic<>(
        name("celery.calls"),
        Serdes.ByteArray(),
        Serdes.ByteArray(),
        new TopicSettings("celery-calls", 1, null, true, MEBIBYTE));
  }

  /** All that can change a placement, keyed by pool, in one order whatever client writes; anyone writes. */
  public Topic<String, byte[]> allocationRequests() {
    return keyedByText(
        "allocation.requests",
        Serdes.ByteArray(),
        new TopicSettings("allocation-requests", 1, null, false, MEBIBYTE));
  }

  /** What came of each command, in their order, keyed by pool; the scheduler stage writes. */
  public Topic<String, Decision> allocationDecisions() {
    return keyedByText(
        "allocation.decisions",
        PlacementSerdes.decision(),
        new TopicSettings("allocation-decisions", 1, null, false, 4 * MEBIBYTE));
  }

  /** The nodes, services and instances of all pools as they are now; the scheduler stage writes. */
  public Topic<String, PoolRecord> allocations() {
    return keyedByText(
        "allocations",
        PlacementSerdes.state(),
        new TopicSettings("allocations", 1, null, true, 4 * MEBIBYTE));
  }

  /** Signs of life of nodes, keyed by pool and node; they are of no use to who comes late. */
  public Topic<String, Heartbeat> heartbeats() {
    return keyedByText(
        "nodes.heartbeats",
        PlacementSerdes.heartbeat(),
        new TopicSettings("nodes-heartbeats", 1, Duration.ofHours(1), false, MEBIBYTE));
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
        feedback(),
        modelCommands(),
        models(),
        reports(),
        windows(),
        answers(),
        accuracy(),
        marks(),
        drift(),
        inputQuality(),
        contractCommands(),
        contracts(),
        samples(),
        violations(),
        verdicts(),
        applicationCommands(),
        applications(),
        findings(),
        allocationRequests(),
        allocationDecisions(),
        allocations(),
        heartbeats(),
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
