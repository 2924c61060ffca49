package io.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.InferenceRequest;
import io.millrace.model.RequestId;
import io.millrace.port.HeadStart;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs requests of callers in this process in the time that the log takes to write them and to bring them back. When the
 * stage comes to such a record it finds the request's job and does not read the record again. What is not found, or not
 * run, is computed by the stage as any other: nothing depends on this.
 */
final class RunAhead implements HeadStart, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunAhead.class);

  // What a request takes beside its inputs.
  private static final int REQUEST_BYTES = 1024;
  private static final Duration CLOSE = Duration.ofSeconds(30);

  private final RequestReader reader;
  private final InferenceConfig config;
  private final Clocks clocks;
  private final BatchCounters counters;
  private final Early early;
  private final Set<Integer> partitions = ConcurrentHashMap.newKeySet();
  private final Map<String, Begun> begun = new ConcurrentHashMap<>();
  private final Queue<Begun> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
    var thread = new Thread(task, "inference-ahead");
    thread.setDaemon(true);
    return thread;
  });

  /** @param early tells callers of results whose requests may not be on the log yet */
  RunAhead(
      RequestReader reader,
      InferenceConfig config,
      Clocks clocks,
      BatchCounters counters,
      Early early) {
    this.reader = reader;
    this.config = config;
    this.clocks = clocks;
    this.counters = counters;
    this.early = early;
  }

  /** A request whose record the stage has not come to. All but the first four is guarded by the lock of this class. */
  private static final class Begun {
    private final InferenceRequest request;
    private final int partition;
    private final long millis;
    private final long bytes;
    private boolean taken;
    private @Nullable Run run;

    Begun(InferenceRequest request, int partition, long millis) {
      this.request = request;
      this.partition = partition;
      this.millis = millis;
      long sum = REQUEST_BYTES;
      for (var input : request.inputs()) {
        sum += input.data().remaining();
      }
      this.bytes = sum;
    }
  }

  /** A request's job and the batch that it is part of. */
  record Run(Job job, Chunk chunk) {}

  /** The stage of this process reads this partition from now on. */
  void own(int partition) {
    partitions.add(partition);
  }

  /** The stage does not read this partition any more, or reads it from another place on. */
  void disown(int partition) {
    partitions.remove(partition);
    begun.values().stream()
        .filter(one -> one.partition == partition)
        .forEach(one -> take(one.request.id().value()));
  }

  @Override
  public void begin(InferenceRequest request, int partition) {
    if (!partitions.contains(partition)) {
      return;
    }
    var one = new Begun(request, partition, clocks.now().toEpochMilli());
    // Callers may have had their results, and so ask for more, long before the stage comes to the
    // records.
    if (bytes.get() + one.bytes > config.maxPollBytes()) {
      return;
    }
    bytes.addAndGet(one.bytes);
    var id = request.id().value();
    begun.put(id, one);
    waiting.add(one);
    if (!partitions.contains(partition)) {
      take(id);
    }
  }

  @Override
  public void run() {
    if (asked.compareAndSet(false, true)) {
      try {
        thread.execute(this::runAll);
      } catch (RejectedExecutionException e) {
        // The stage is closed; whoever reads the records next answers them.
      }
    }
  }

  private void runAll() {
    asked.set(false);
    try {
      for (var chunk : chunks().all()) {
        chunk.run(clocks, counters, early);
      }
    } catch (RuntimeException e) {
      // The stage computes what is left when it comes to it.
      LOG.error("running ahead failed", e);
    }
  }

  private synchronized OpenChunks chunks() {
    var open = new OpenChunks(config);
    var seen = clocks.moment();
    for (var one = waiting.poll(); one != null; one = waiting.poll()) {
      if (!one.taken
          && reader.read(one.request, one.millis, seen) instanceof RequestReader.Ready ready) {
        counters.preparedAhead();
        one.run = new Run(ready.job(), open.add(ready));
      }
    }
    return open;
  }

  @Override
  public void forget(RequestId id) {
    take(id.value());
  }

  /** The run of the request with that id, which is forgotten; null where none has been prepared. */
  @Nullable
  Run take(byte @Nullable [] id) {
    return id == null || begun.isEmpty() ? null : take(new String(id, UTF_8));
  }

  private @Nullable Run take(String id) {
    var one = begun.remove(id);
    if (one == null) {
      return null;
    }
    bytes.addAndGet(-one.bytes);
    synchronized (this) {
      one.taken = true;
      return one.run;
    }
  }

  /** Returns once nothing runs any more. */
  @Override
  public void close() {
    partitions.clear();
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("a batch has run ahead for more than {} s", CLOSE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "RunAhead{partitions %s, %d begun}".formatted(partitions, begun.size());
  }
}
