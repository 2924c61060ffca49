package io.millrace.benchmarks.alert;

import io.millrace.model.contract.Violation;
import io.millrace.model.contract.Violation.Kind;
import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Sees committed violations, and how long ago their value was sent. */
final class ViolationWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, Long> sent = new ConcurrentHashMap<>();
  private final Set<String> violated = ConcurrentHashMap.newKeySet();
  private final List<Long> nanos = new ArrayList<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closed;

  ViolationWatch(String bootstrap, Topic<String, Violation> topic) {
    this.thread = new Thread(() -> read(bootstrap, topic), "violation-watch");
    thread.setDaemon(true);
  }

  /** Returns once every violation from now on is seen. */
  ViolationWatch start() throws InterruptedException {
    thread.start();
    ready.await();
    return this;
  }

  private void read(String bootstrap, Topic<String, Violation> topic) {
    Map<String, Object> config = Map.of(
        "bootstrap.servers",
        bootstrap,
        "isolation.level",
        "read_committed",
        "enable.auto.commit",
        false);
    try (var consumer =
        new KafkaConsumer<>(config, topic.keys().deserializer(), topic.values().deserializer())) {
      var partitions = consumer.partitionsFor(topic.name()).stream()
          .map(info -> new TopicPartition(info.topic(), info.partition()))
          .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      ready.countDown();
      while (!closed) {
        consumer.poll(POLL).forEach(record -> seen(record.value(), System.nanoTime()));
      }
    }
  }

  private void seen(Violation violation, long now) {
    if (violation.kind() != Kind.OPENED) {
      return;
    }
    var application = violation.of().scope().application();
    violated.add(application);
    var start = sent.remove(key(application, violation.at().toEpochMilli()));
    if (start != null) {
      synchronized (nanos) {
        nanos.add(now - start);
      }
    }
  }

  /** Expects the violation of a value that is sent now. */
  void expect(String application, long millis) {
    sent.put(key(application, millis), System.nanoTime());
  }

  /** The applications of which a violation has been seen, expected or not. */
  Set<String> violated() {
    return Set.copyOf(violated);
  }

  private static String key(String application, long millis) {
    return application + "@" + millis;
  }

  /** How many violations have not come. */
  int missing() {
    return sent.size();
  }

  /** The times of all that have come since the last call, in ns. */
  List<Long> take() {
    synchronized (nanos) {
      var taken = List.copyOf(nanos);
      nanos.clear();
      return taken;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
