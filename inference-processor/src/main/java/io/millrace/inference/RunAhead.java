package io.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.InferenceRequest;
import io.millrace.model.RequestId;
import io.millrace.port.HeadStart;
import io.millrace.topology.serde.MessageHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
  // Callers who have their results ask for more, however far behind the stage is; the requests of
  // all others wait behind theirs.
  private static final int MOST = 2048;
  private static final Duration CLOSE = Duration.ofSeconds(30);
  // The stage may never come to a record: it is deleted, or the place in the input is set anew.
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final RequestReader reader;
  private final InferenceConfig config;
  private final Clocks clocks;
  private final BatchCounters counters;
  private final Early early;
  private final Map<Integer, Object> owners = new ConcurrentHashMap<>();
  private final Map<String, Begun> begun = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Queue<Begun> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
    var thread = new Thread(task, "inference-ahead");
    thread.setDaemon(true);
    return thread;
  });
  private volatile boolean closed;
  private long sweptNanos;

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
    this.sweptNanos = clocks.nanos();
  }

  /** A request whose record the stage has not come to. What is not final is guarded by the lock of the outer class. */
  private static final class Begun {
    private final InferenceRequest request;
    private final int partition;
    private final Job.Moment since;
    private long bytes;
    private boolean taken;
    private @Nullable Run run;

    Begun(InferenceRequest request, int partition, Job.Moment since) {
      this.request = request;
      this.partition = partition;
      this.since = since;
      for (var input : request.inputs()) {
        this.bytes += input.data().remaining();
      }
    }

    String id() {
      return request.id().value();
    }
  }

  /** A request's job and the batch that it is part of. */
  record Run(Job job, Chunk chunk) {}

  /** The owner reads this partition from now on. */
  void own(int partition, Object owner) {
    owners.put(partition, owner);
  }

  /** The owner does not read this partition any more, or reads it from another place on. */
  void disown(int partition, Object owner) {
    if (owners.remove(partition, owner)) {
      begun.values().stream()
          .filter(one -> one.partition == partition)
          .forEach(one -> remove(one.id()));
    }
  }

  @Override
  public void begin(InferenceRequest request, int partition) {
    if (!owners.containsKey(partition) || count.get() >= MOST) {
      return;
    }
    var one = new Begun(request, partition, clocks.moment());
    if (bytes.get() + one.bytes > config.maxPollBytes()) {
      return;
    }
    count.incrementAndGet();
    bytes.addAndGet(one.bytes);
    begun.put(one.id(), one);
    waiting.add(one);
    if (!owners.containsKey(partition)) {
      remove(one.id());
    }
  }

  @Override
  public void run() {
    if (!waiting.isEmpty() && asked.compareAndSet(false, true)) {
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
      for (var chunk : prepare().entrySet()) {
        // Results are kept until the stage writes them. What is left it runs itself.
        if (closed || bytes.get() > config.maxPollBytes()) {
          return;
        }
        if (chunk.getKey().run(clocks, counters)) {
          count(chunk.getValue());
        }
      }
      sweep();
    } catch (RuntimeException e) {
      LOG.error("running ahead failed", e);
    }
  }

  /** Puts all that waits into batches. None of them can be taken before all of them are made. */
  private Map<Chunk, List<Begun>> prepare() {
    var open = new OpenChunks(config, early);
    var ready = new LinkedHashMap<Begun, RequestReader.Ready>();
    var seen = clocks.moment();
    for (var one = waiting.poll(); one != null; one = waiting.poll()) {
      if (begun.get(one.id()) == one
          && reader.read(one.request, one.since.millis(), seen, open.targets())
              instanceof RequestReader.Ready read) {
        ready.put(one, read);
      }
    }
    return batched(ready, open);
  }

  /** What the stage has come to meanwhile it runs itself: no request runs twice. */
  private synchronized Map<Chunk, List<Begun>> batched(
      Map<Begun, RequestReader.Ready> ready, OpenChunks open) {
    var chunks = new LinkedHashMap<Chunk, List<Begun>>();
    ready.forEach((one, read) -> {
      if (!one.taken) {
        var chunk = open.add(read);
        one.run = new Run(read.job(), chunk);
        chunks.computeIfAbsent(chunk, c -> new ArrayList<>()).add(one);
        counters.preparedAhead();
      }
    });
    return chunks;
  }

  private synchronized void count(List<Begun> ran) {
    for (var one : ran) {
      if (!one.taken && one.run != null) {
        long outputs = one.run.job().outputBytes();
        one.bytes += outputs;
        bytes.addAndGet(outputs);
      }
    }
  }

  private void sweep() {
    long now = clocks.nanos();
    if (now - sweptNanos > LONGEST_NANOS) {
      sweptNanos = now;
      begun.values().stream()
          .filter(one -> now - one.since.nanos() > LONGEST_NANOS)
          .forEach(one -> remove(one.id()));
    }
  }

  @Override
  public void forget(RequestId id) {
    remove(id.value());
  }

  /** The run of the record's request, which is forgotten; null where none has been prepared. */
  @Nullable
  Run take(ConsumerRecord<byte[], byte[]> record) {
    var key = record.key();
    if (key == null || begun.isEmpty()) {
      return null;
    }
    var id = new String(key, UTF_8);
    var one = begun.get(id);
    // The key alone may be a sequence's, which is its callers' choice.
    return one != null && one.partition == record.partition() && isId(key, record)
        ? remove(id)
        : null;
  }

  private static boolean isId(byte[] key, ConsumerRecord<byte[], byte[]> record) {
    var id = record.headers().lastHeader(MessageHeaders.ID);
    return id != null && Arrays.equals(id.value(), key);
  }

  private @Nullable Run remove(String id) {
    var one = begun.remove(id);
    if (one == null) {
      return null;
    }
    count.decrementAndGet();
    synchronized (this) {
      bytes.addAndGet(-one.bytes);
      one.taken = true;
      prune();
      return one.run;
    }
  }

  /** Where nobody asks to run them, what the stage has taken must not gather. */
  private void prune() {
    for (var first = waiting.peek(); first != null && first.taken; first = waiting.peek()) {
      // Another may have come to its place meanwhile: the stage runs that one.
      waiting.poll();
    }
  }

  /** Returns once nothing runs any more. */
  @Override
  public void close() {
    closed = true;
    owners.clear();
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
    return "RunAhead{partitions %s, %d begun, %d bytes, %d waiting}"
        .formatted(owners.keySet(), begun.size(), bytes.get(), waiting.size());
  }
}
