package io.millrace.inference;

import ai.onnxruntime.OrtException;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Tensor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests of one {@linkplain Session#group group} that run as one batch. It runs when the first of them is reached,
 * for all of them, or before.
 */
final class Chunk {
  private final Session session;
  // Negative where no other may join, not even one without rows.
  private final long mostRows;
  private final long mostBytes;
  private final int maxOutputBytes;
  private final Early early;
  private final List<Job> jobs = new ArrayList<>();
  private long rows;
  private long bytes;
  private boolean ran;
  // All jobs but the first find it so, without a lock.
  private volatile boolean done;

  /** @param early tells callers once it has run, whoever runs it */
  Chunk(Session session, InferenceConfig config, Early early) {
    this.early = early;
    this.session = session;
    this.mostRows = session.signature().batchable()
        ? Math.min(config.maxBatchRows(), session.rowsWithin(config.batchTime()))
        : -1;
    this.mostBytes = config.maxBatchBytes();
    this.maxOutputBytes = config.maxOutputBytes();
  }

  /** Whether the job may join: the batch stays within its limits, which one job alone may exceed. */
  boolean takes(Job job) {
    return jobs.isEmpty() || (rows + job.rows() <= mostRows && bytes + job.bytes() <= mostBytes);
  }

  void add(Job job) {
    jobs.add(job);
    rows += job.rows();
    bytes += job.bytes();
  }

  /**
   * Gives every job its result, if that has not happened yet; waits for it where another thread is at it.
   *
   * @return false if the session has been unloaded since the chunk was made: no job has a result then
   */
  boolean run(Clocks clocks, BatchCounters counters) {
    return done || runOnce(clocks, counters);
  }

  private synchronized boolean runOnce(Clocks clocks, BatchCounters counters) {
    if (ran) {
      return true;
    }
    if (!session.enter()) {
      return false;
    }
    ran = true;
    try {
      runAll(clocks, counters);
    } finally {
      session.leave();
    }
    for (var job : jobs) {
      job.tell(early);
    }
    done = true;
    return true;
  }

  private void runAll(Clocks clocks, BatchCounters counters) {
    var live = withoutExpired(clocks.now());
    if (live.isEmpty()) {
      return;
    }
    try {
      run(live, clocks, counters);
    } catch (OrtException | RuntimeException | OutOfMemoryError | LinkageError e) {
      // One request's values may be what the model cannot take, or make it give too much; on their
      // own the others get their answers.
      alone(live, e, clocks, counters);
    }
  }

  private List<Job> withoutExpired(Instant now) {
    var live = new ArrayList<Job>(jobs.size());
    for (var job : jobs) {
      if (!job.expire(now)) {
        live.add(job);
      }
    }
    return live;
  }

  private void run(List<Job> batch, Clocks clocks, BatchCounters counters) throws OrtException {
    var inputs = new ArrayList<List<Tensor>>(batch.size());
    long count = 0;
    for (var job : batch) {
      inputs.add(job.inputs());
      count += job.rows();
    }
    long start = clocks.nanos();
    var outputs = session.model().run(inputs, maxOutputBytes);
    long nanos = clocks.nanos() - start;
    session.measured(count, nanos);
    counters.ran(session, batch.size(), count, nanos);
    var run = new Job.Run(start, nanos, (int) count);
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).answer(session.version(), outputs.get(i), run);
    }
  }

  private void alone(List<Job> batch, Throwable together, Clocks clocks, BatchCounters counters) {
    if (batch.size() == 1) {
      batch.get(0).fail(failure(together));
      return;
    }
    for (var job : batch) {
      try {
        run(List.of(job), clocks, counters);
      } catch (OrtException | RuntimeException | OutOfMemoryError | LinkageError e) {
        job.fail(failure(e));
      }
    }
  }

  private InvalidRequestException failure(Throwable e) {
    if (e instanceof InvalidRequestException known) {
      return known;
    }
    return new InvalidRequestException(
        FailureCode.MODEL_ERROR,
        "model \"%s\" version %s failed: %s"
            .formatted(session.name(), session.version(), e.getMessage()));
  }
}
