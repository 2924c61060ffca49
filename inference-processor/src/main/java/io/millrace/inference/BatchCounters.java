package io.millrace.inference;

import io.millrace.port.ServingMeter;
import java.util.concurrent.atomic.LongAdder;

/** What batching did, since the stage was made. */
final class BatchCounters {
  private final LongAdder batches = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder ahead = new LongAdder();
  private final ServingMeter meter;

  BatchCounters(ServingMeter meter) {
    this.meter = meter;
  }

  void ran(Session session, int requestCount, long rowCount, long nanos) {
    meter.ran(session.name(), session.version(), requestCount, rowCount, nanos);
    batches.increment();
    requests.add(requestCount);
    rows.add(rowCount);
  }

  void missed() {
    misses.increment();
  }

  void preparedAhead() {
    ahead.increment();
  }

  BatchStatistics read() {
    return new BatchStatistics(
        batches.sum(), requests.sum(), rows.sum(), misses.sum(), ahead.sum());
  }
}
