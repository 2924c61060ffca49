package io.millrace.connectors.celery.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.connectors.celery.journal.Checkpoint;
import io.millrace.connectors.celery.journal.Entry;
import io.millrace.connectors.celery.journal.Entry.Stage;
import io.millrace.connectors.celery.journal.JournalReader;
import io.millrace.connectors.celery.request.LogScan;
import io.millrace.connectors.celery.request.Place;
import io.millrace.topology.serde.MessageHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a former run of the worker has left: tasks of its journal, and predictions whose requests bear them.
 *
 * @param open are to be taken up
 * @param answered have their results, and their clients have been told
 */
record Left(Checkpoint checkpoint, List<OpenTask> open, List<OpenTask> answered) {
  private static final Logger LOG = LoggerFactory.getLogger(Left.class);

  /**
   * Reads it from the log.
   *
   * @param told by partition of the results, the place before which all clients have been told
   */
  static Left read(
      String instance,
      JournalReader<Entry> journal,
      LogScan requests,
      LogScan results,
      Map<Integer, Long> told) {
    var tasks = new HashMap<String, OpenTask>();
    journal.refresh();
    journal.own().forEach((key, entry) -> {
      var task = new OpenTask(entry, null);
      task.journaled();
      task.onTheLog();
      tasks.put(key, task);
    });
    var checkpoint = journal.checkpoints().get(instance);
    if (checkpoint == null) {
      // Nothing of this worker is among the requests yet.
      checkpoint = new Checkpoint(requests.ends(), told);
    } else {
      requests.read(
          checkpoint.requests(), requests.ends(), record -> take(record, instance, tasks));
    }
    var known = new HashSet<String>();
    if (tasks.values().stream().anyMatch(Left::isAsked)) {
      results.read(checkpoint.results(), told, record -> note(record, known));
    }
    return split(checkpoint, tasks, known);
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> record, String instance, Map<String, OpenTask> tasks) {
    var call = record.headers().lastHeader(MessageHeaders.CELERY_CALL);
    if (call == null
        || record.key() == null
        || !instance.equals(MessageHeaders.text(record.headers(), MessageHeaders.CELERY_WORKER))) {
      return;
    }
    try {
      tasks
          .computeIfAbsent(
              new String(record.key(), UTF_8), key -> new OpenTask(Entry.read(call.value()), null))
          .place(new Place(record.partition(), record.offset()));
    } catch (RuntimeException e) {
      LOG.warn("the call of request {} cannot be read: {}", new String(record.key(), UTF_8), e);
    }
  }

  private static void note(ConsumerRecord<byte[], byte[]> record, Set<String> known) {
    if (record.key() != null) {
      known.add(new String(record.key(), UTF_8));
    }
  }

  private static boolean isAsked(OpenTask task) {
    return task.entry().stage() == Stage.ASKED;
  }

  private static Left split(Checkpoint checkpoint, Map<String, OpenTask> tasks, Set<String> known) {
    var open = new ArrayList<OpenTask>();
    var answered = new ArrayList<OpenTask>();
    tasks.forEach(
        (key, task) -> (isAsked(task) && known.contains(key) ? answered : open).add(task));
    return new Left(checkpoint, open, answered);
  }
}
