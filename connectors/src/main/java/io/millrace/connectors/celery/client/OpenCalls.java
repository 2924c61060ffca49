package io.millrace.connectors.celery.client;

import io.millrace.connectors.celery.journal.Journal;
import io.millrace.connectors.celery.journal.Write;
import io.millrace.model.InferenceResult;
import io.millrace.port.ReplySink;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The calls that wait for their results, and how a result ends one: on the log, and out of the journal. */
final class OpenCalls {
  private final Journal journal;
  private final ResultRecords records;
  private final ReplySink replies;
  private final Map<String, OpenCall> open = new ConcurrentHashMap<>();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** @param replies hears of each result once it is on the log */
  OpenCalls(Journal journal, ResultRecords records, ReplySink replies) {
    this.journal = journal;
    this.records = records;
    this.replies = replies;
  }

  void add(OpenCall call) {
    open.put(call.call().id(), call);
  }

  void remove(OpenCall call) {
    open.remove(call.call().id(), call);
  }

  @Nullable
  OpenCall find(String id) {
    return open.get(id);
  }

  Collection<OpenCall> all() {
    return open.values();
  }

  int size() {
    return open.size();
  }

  long answered() {
    return answered.sum();
  }

  long failed() {
    return failed.sum();
  }

  /**
   * Ends the call with its result, unless it has ended before.
   *
   * @param done run once the result is on the log, or was dropped
   */
  void conclude(OpenCall call, InferenceResult result, Runnable done) {
    if (!call.end()) {
      done.run();
      return;
    }
    call.onceKept(() -> write(call, result, done));
  }

  private void write(OpenCall call, InferenceResult result, Runnable done) {
    var written = records.of(result);
    var changes = List.of(written.record(), journal.forgotten(call.call().id()));
    try {
      journal.submit(Write.of(changes, () -> {
        remove(call);
        done.run();
        tell(written.result());
      }));
    } catch (InterruptedException e) {
      // The process ends: the journal keeps the call, and the broker its result, for the next.
      Thread.currentThread().interrupt();
    }
  }

  /** A result is on the log. */
  void tell(InferenceResult result) {
    (result instanceof InferenceResult.Failed ? failed : answered).increment();
    replies.offer(result);
  }
}
