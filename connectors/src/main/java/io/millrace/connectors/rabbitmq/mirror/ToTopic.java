package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.Environment;
import io.millrace.connectors.rabbitmq.mirror.Positions.Place;
import io.millrace.connectors.rabbitmq.mirror.StreamReader.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * From a stream to a topic. Each transaction writes records and, with them, the place in the stream that comes after
 * them; a session begins by ending the transaction of the one before and reading where that left off.
 *
 * <p>The readers' threads write; the mirror's thread makes them wait while it commits.
 */
final class ToTopic implements Session {
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final Duration COMMIT = Duration.ofMillis(100);
  // While much comes, less often: nothing is read meanwhile.
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long BUSY_RECORDS = 2000;

  private final MirrorConfig config;
  private final Counts counts;
  private final Positions positions;
  private final ReentrantReadWriteLock transaction = new ReentrantReadWriteLock();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final List<StreamReader> readers = new ArrayList<>();
  // Of the transaction that is open.
  private final LongAdder written = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private @Nullable Environment environment;
  private @Nullable Producer<byte[], byte[]> producer;
  // Begun by the first that is written: closing the producer would wait for one that holds nothing.
  private volatile boolean begun;
  private long looked;
  private long committedAt = System.nanoTime();
  private volatile boolean closed;

  ToTopic(MirrorConfig config, Counts counts) {
    this.config = config;
    this.counts = counts;
    this.positions = new Positions(config);
  }

  @Override
  public void open() throws InterruptedException {
    var opened = config.rabbit().open(config.id(), new ReadingCodec(), config.onlyHere());
    environment = opened;
    var streams = config.stream().streams(opened);
    if (config.create()) {
      KafkaSide.ensureTopic(config, streams.size());
    }
    var topic = KafkaSide.facts(config);
    var to = KafkaSide.transactions(config, topic);
    producer = to;
    to.initTransactions();
    var places = positions.read();
    for (int i = 0; i < streams.size(); i++) {
      var part = new Part(streams.get(i), i, streams.size());
      var reader = new StreamReader(config, topic, part, this::write, this::fail);
      readers.add(reader);
      reader.start(opened, places.getOrDefault(streams.get(i), Place.BEGINNING));
    }
  }

  private void fail(RuntimeException reason) {
    failure.compareAndSet(null, reason);
  }

  /** Called by the readers; the reader's place is moved in the same transaction. */
  private void write(Incoming incoming, Runnable move) {
    transaction.readLock().lock();
    try {
      if (closed || failure.get() != null) {
        return;
      }
      if (incoming.record() != null) {
        begin();
        Objects.requireNonNull(producer).send(incoming.record());
      }
      switch (incoming.kind()) {
        case MIRRORED -> written.increment();
        case REFUSED -> refused.increment();
        case SKIPPED -> skipped.increment();
        case UNWANTED -> {}
      }
      move.run();
    } catch (KafkaException e) {
      fail(e);
    } finally {
      transaction.readLock().unlock();
    }
  }

  private void begin() {
    if (begun) {
      return;
    }
    synchronized (this) {
      if (!begun) {
        Objects.requireNonNull(producer).beginTransaction();
        begun = true;
      }
    }
  }

  @Override
  public void step() throws InterruptedException {
    for (var reader : readers) {
      reader.begin();
    }
    TimeUnit.MILLISECONDS.sleep(COMMIT.toMillis());
    long now = written.sum();
    boolean busy = now - looked > BUSY_RECORDS && failure.get() == null;
    looked = now;
    if (!busy || System.nanoTime() - committedAt > BUSY_NANOS) {
      commit();
    }
  }

  private void commit() {
    transaction.writeLock().lock();
    try {
      var broken = failure.get();
      if (broken != null) {
        throw broken;
      }
      var to = Objects.requireNonNull(producer);
      var moved = readers.stream().filter(StreamReader::hasMoved).toList();
      if (moved.isEmpty()) {
        return;
      }
      begin();
      moved.forEach(reader -> to.send(positions.record(reader.stream(), reader.next())));
      to.commitTransaction();
      begun = false;
      committedAt = System.nanoTime();
      moved.forEach(StreamReader::committed);
      counts.mirrored.add(written.sumThenReset());
      counts.refused.add(refused.sumThenReset());
      counts.skipped.add(skipped.sumThenReset());
      looked = 0;
    } finally {
      transaction.writeLock().unlock();
    }
  }

  @Override
  public void finish() {
    commit();
  }

  @Override
  public void close() {
    closed = true;
    readers.forEach(StreamReader::close);
    if (environment != null) {
      environment.close();
    }
    if (producer != null) {
      producer.close(CLOSE);
    }
  }
}
