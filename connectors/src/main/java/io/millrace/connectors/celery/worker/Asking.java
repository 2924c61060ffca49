package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.mapping.ArgumentTensors;
import io.millrace.connectors.celery.mapping.MappingRule;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.task.Arguments;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.connectors.celery.task.TaskFailure.PythonClass;
import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.ModelCatalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Turns the call of a prediction into a request on the log. */
final class Asking {
  private static final Pattern NAME_AND_VERSION = Pattern.compile("(.+?)(?:[@:]v?(\\d+))?");
  private static final List<String> NAMED = List.of("model=", "version=");

  private final Topic<String, InferenceRequest> topic;
  private final ModelCatalog catalog;

  Asking(Topics topics, ModelCatalog catalog) {
    this.topic = topics.requests();
    this.catalog = catalog;
  }

  /**
   * A request as it goes to the log.
   *
   * @param oneRow whether its answer is to be a row rather than a list of rows
   */
  record Question(ProducerRecord<byte[], byte[]> record, boolean oneRow) {}

  private record Choice(ModelName model, @Nullable ModelVersion version) {}

  /**
   * The request that the call asks for.
   *
   * @param id of the request
   * @throws TaskFailure if the call does not fit the model, or there is no such model
   */
  Question of(TaskMessage call, MappingRule rule, String id) {
    var parameters = new ArrayList<>(rule.arguments());
    NAMED.stream()
        .filter(p -> !parameters.contains(p.substring(0, p.length() - 1)))
        .forEach(parameters::add);
    var given = Arguments.bind(call.task().function(), parameters, call.args(), call.kwargs());
    try {
      var choice = choice(call, rule, given);
      var version = catalog.require(choice.model(), choice.version());
      var inputs = inputs(rule, given, version);
      var request = new InferenceRequest(
          new RequestId(id),
          choice.model(),
          choice.version(),
          inputs.tensors(),
          List.of(),
          Map.of(),
          new Delivery(Encoding.PROTOBUF, call.timing().expires(), null, null));
      return new Question(record(id, request), inputs.oneRow());
    } catch (InvalidRequestException e) {
      throw Answering.failure(e.code(), e.reason());
    }
  }

  private static ArgumentTensors inputs(
      MappingRule rule, Arguments given, ModelRecord.Version version) {
    if (rule.inputs().isEmpty()) {
      var first = rule.arguments().isEmpty() ? "features" : rule.arguments().get(0);
      return ArgumentTensors.of(version.signature(), first, given.get(first));
    }
    var byInput = new LinkedHashMap<String, @Nullable Object>();
    rule.inputs().forEach((input, argument) -> byInput.put(input, given.get(argument)));
    return ArgumentTensors.of(version.signature(), byInput);
  }

  private Choice choice(TaskMessage call, MappingRule rule, Arguments given) {
    var named = given.get("model") instanceof String text && !text.isEmpty() ? text : rule.model();
    var version =
        given.get("version") instanceof Number n ? Long.valueOf(n.longValue()) : rule.version();
    if (named == null) {
      return new Choice(named(call), version == null ? null : new ModelVersion(version));
    }
    var parts = NAME_AND_VERSION.matcher(named);
    if (!parts.matches()) {
      throw TaskFailure.valueError("model: \"%s\" is no name of a model".formatted(named));
    }
    var own = parts.group(2) == null ? version : Long.valueOf(parts.group(2));
    return new Choice(new ModelName(parts.group(1)), own == null ? null : new ModelVersion(own));
  }

  /** The model that the task's own prefix names, else the only one there is. */
  private ModelName named(TaskMessage call) {
    var prefix = call.task().module();
    var all =
        catalog.all().stream().map(ModelRecord::name).map(ModelName::value).toList();
    if (all.contains(prefix)) {
      return new ModelName(prefix);
    }
    if (all.size() == 1) {
      return new ModelName(all.get(0));
    }
    if (all.isEmpty()) {
      throw new TaskFailure(new PythonClass("millrace", "ModelNotFound"), "no model is registered");
    }
    throw TaskFailure.valueError("model: say which; there are %s".formatted(all));
  }

  private ProducerRecord<byte[], byte[]> record(String id, InferenceRequest request) {
    var headers = new RecordHeaders();
    var body = Objects.requireNonNull(
        topic.values().serializer().serialize(topic.name(), headers, request));
    int most = topic.settings().maxMessageBytes();
    if (body.length > most - 4096) {
      throw new TaskFailure(
          new PythonClass("millrace", "RequestTooLarge"),
          "the request has %d bytes, %d are the most".formatted(body.length, most - 4096));
    }
    var key = topic.keys().serializer().serialize(topic.name(), id);
    return new ProducerRecord<>(topic.name(), null, key, body, headers);
  }
}
