package io.millrace.ingress.placement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.log.LogConfig;
import io.millrace.ingress.log.RecordLog;
import io.millrace.ingress.pool.Commander;
import io.millrace.model.node.Heartbeat;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.topology.serde.placement.PlacementJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Writes commands to the log, and hears what was decided of them. */
final class LogCommander implements Commander, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogCommander.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LogConfig config;
  private final RecordLog log;
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> listening = new CompletableFuture<>();
  private volatile boolean closed;
  private @Nullable Thread thread;

  LogCommander(LogConfig config) {
    this.config = config;
    this.log = new RecordLog(config);
  }

  /** A caller, and what was decided so far. */
  private static final class Waiting {
    final List<Decision> decisions = new ArrayList<>();
    final CompletableFuture<List<Decision>> answer = new CompletableFuture<>();
  }

  void start() {
    var listener = new Thread(this::listen, "decisions");
    listener.setDaemon(true);
    thread = listener;
    listener.start();
  }

  @Override
  public Mono<List<Decision>> send(String pool, PlacementCommand command) {
    var id = command.origin().id();
    var one = new Waiting();
    waiting.put(id, one);
    var record = new ProducerRecord<>(
        config.topics().allocationRequests().name(),
        pool.getBytes(UTF_8),
        PlacementJson.bytes(command));
    // What is decided before somebody listens would not be heard.
    return Mono.fromFuture(listening, true)
        .then(log.write(List.of(record)))
        .then(Mono.fromFuture(one.answer))
        .timeout(PATIENCE)
        .onErrorMap(failure -> RefusedException.unavailable(
            "no decision on command %s came in time: %s. Maybe no process runs scheduler"
                .formatted(id, failure.getClass().getSimpleName())))
        .doFinally(end -> waiting.remove(id));
  }

  /** Notes a sign of life. */
  Mono<Void> beat(Heartbeat beat) {
    var topic = config.topics().heartbeats();
    var key = beat.pool() + "|" + beat.node();
    return log.write(List.of(new ProducerRecord<>(
        topic.name(), key.getBytes(UTF_8), topic.values().serializer().serialize("", beat))));
  }

  private void listen() {
    while (!closed) {
      try (var consumer = config.committed().createConsumer()) {
        listen(consumer);
      } catch (InterruptException e) {
        return;
      } catch (KafkaException e) {
        LOG.warn("decisions cannot be heard now: {}", e.toString());
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void listen(Consumer<String, byte[]> consumer) {
    var partition = new TopicPartition(config.topics().allocationDecisions().name(), 0);
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    consumer.position(partition);
    listening.complete(null);
    while (!closed) {
      consumer.poll(POLL).forEach(record -> heard(record.value()));
      // The decisions of a command are committed together, but a fetch may end among them.
      if (consumer.currentLag(partition).orElse(0) <= 0) {
        answer();
      }
    }
  }

  private void heard(byte @Nullable [] json) {
    if (json == null || waiting.isEmpty()) {
      return;
    }
    try {
      var decision = PlacementJson.read(json, Decision.class);
      var one = waiting.get(decision.stamp().command());
      if (one != null) {
        one.decisions.add(decision);
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("a decision cannot be read: {}", e.getMessage());
    }
  }

  private void answer() {
    waiting.values().stream()
        .filter(one -> !one.decisions.isEmpty())
        .forEach(one -> one.answer.complete(List.copyOf(one.decisions)));
  }

  @Override
  public void close() {
    closed = true;
    var listener = thread;
    if (listener != null) {
      try {
        listener.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    log.close();
  }
}
