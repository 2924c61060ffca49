package io.millrace.connectors.celery.client;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.millrace.connectors.celery.broker.Message;
import io.millrace.connectors.celery.broker.Message.Address;
import io.millrace.connectors.celery.mapping.ArgumentTensors;
import io.millrace.connectors.celery.message.MessageWriter;
import io.millrace.connectors.celery.message.PythonJson;
import io.millrace.connectors.celery.message.TaskId;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.message.TaskMessage.Canvas;
import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import io.millrace.connectors.celery.message.TaskName;
import io.millrace.connectors.celery.monitor.LamportClock;
import io.millrace.connectors.celery.worker.Hops;
import io.millrace.model.InferenceRequest;
import io.millrace.model.TaskBackend;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what workers are told: the call of a task, and that calls are revoked. */
final class CallMessages {
  /** Where workers listen for commands. */
  static final String CONTROL = "celery.pidbox";

  private final MessageWriter writer;
  private final LamportClock clock;
  private final String replyQueue;

  CallMessages(String node, String replyQueue, LamportClock clock) {
    this.writer = new MessageWriter(node);
    this.replyQueue = replyQueue;
    this.clock = clock;
  }

  /** The task for the request; a worker drops it after the call's deadline, and stops at the model's time limit. */
  Message call(Call call, InferenceRequest request, TaskBackend backend) {
    var values = ArgumentTensors.values(request.inputs(), false);
    var timing =
        new Timing(null, call.times().deadline(), 0, backend.timeLimit().toMillis() / 1000.0, null);
    var task = new TaskMessage(
        new TaskId(call.id()),
        new TaskName(backend.task()),
        backend.keywords() ? List.of() : List.copyOf(values.values()),
        backend.keywords() ? values : Map.of(),
        Canvas.NONE,
        Lineage.NONE,
        timing,
        new Reply(replyQueue, call.id(), false, false),
        0,
        Map.of(Hops.HEADER, request.id().value()));
    return Message.task(backend.queue(), writer.write(task));
  }

  /** Tells all workers not to begin these. */
  Message revoke(List<String> ids) {
    var arguments = new LinkedHashMap<String, @Nullable Object>();
    arguments.put("task_id", ids);
    arguments.put("terminate", false);
    arguments.put("signal", "SIGTERM");
    var command = new LinkedHashMap<String, @Nullable Object>();
    command.put("method", "revoke");
    command.put("arguments", arguments);
    command.put("destination", null);
    command.put("pattern", null);
    command.put("matcher", null);
    var properties = new BasicProperties.Builder()
        .contentType(PythonJson.CONTENT_TYPE)
        .contentEncoding("utf-8")
        .deliveryMode(1)
        .priority(0)
        .headers(Map.of("clock", clock.forward(), "expires", 0.0))
        .build();
    return new Message(new Address(CONTROL, ""), properties, PythonJson.write(command), false);
  }
}
