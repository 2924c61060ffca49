package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.journal.Entry;
import io.millrace.connectors.celery.journal.JournalReader;
import io.millrace.connectors.celery.request.OthersCalls;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What other workers have taken: one may have died before it could tell the broker so. Of one thread at a time.
 */
final class Others implements AutoCloseable {
  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final JournalReader<Entry> journal;
  private final OthersCalls calls;
  private Map<String, Entry> entries = Map.of();
  private long refreshed = System.nanoTime() - REFRESH_NANOS;

  Others(JournalReader<Entry> journal, OthersCalls calls) {
    this.journal = journal;
    this.calls = calls;
  }

  /** Whether one of them has taken the task of that key. */
  boolean have(String key) {
    if (System.nanoTime() - refreshed > REFRESH_NANOS) {
      entries = journal.refresh();
      calls.refresh(journal.checkpoints());
      refreshed = System.nanoTime();
    }
    return entries.containsKey(key) || calls.contains(key);
  }

  @Override
  public void close() {
    journal.close();
    calls.close();
  }
}
