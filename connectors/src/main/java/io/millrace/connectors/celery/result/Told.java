package io.millrace.connectors.celery.result;

import io.millrace.connectors.celery.message.PythonJson;
import io.millrace.connectors.celery.message.PythonTime;
import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told of one task.
 *
 * @param children the tasks that it has called, in the form that results have
 */
public record Told(
    String taskId, Outcome outcome, List<Object> children, Reply reply, Lineage lineage) {

  /** The same of a task that has failed in the end. */
  public Told failed(Outcome failure) {
    return new Told(taskId, failure, children, reply, lineage);
  }

  /** As it travels: JSON with the fields that clients of all versions know. */
  public byte[] json(Instant now) {
    var meta = new LinkedHashMap<String, @Nullable Object>();
    meta.put("task_id", taskId);
    meta.put("status", outcome.state());
    meta.put("result", outcome.result());
    meta.put("traceback", outcome.traceback());
    meta.put("children", children);
    if (outcome.isReady()) {
      meta.put("date_done", PythonTime.isoFormat(now));
    }
    if (lineage.group() != null) {
      meta.put("group_id", lineage.group());
    }
    if (lineage.parent() != null) {
      meta.put("parent_id", lineage.parent());
    }
    return reply.typed() ? PythonJson.writeTyped(meta) : PythonJson.write(meta);
  }
}
