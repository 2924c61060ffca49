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
  // Until what one had under way when it lost its connection is on the log.
  private static final long SETTLE_MILLIS = 500;

  private final JournalReader<Entry> journal;
  private final OthersCalls calls;
  private Map<String, Entry> entries = Map.of();
  private long refreshed = System.nanoTime() - REFRESH_NANOS;

  Others(JournalReader<Entry> journal, OthersCalls calls) {
    this.journal = journal;
    this.calls = calls;
  }

  /** Whether one of them has taken the task of that key. */
  boolean have(String key) throws InterruptedException {
    if (System.nanoTime() - refreshed > REFRESH_NANOS) {
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
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
