package io.millrace.launcher.kafka;

import com.yammer.metrics.core.Gauge;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.metrics.KafkaYammerMetrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker inside this process, with its own controller and a log that survives restarts. Acked records survive a
 * kill of the process; flushing to disk is left to the operating system, so a power cut may cost the last seconds.
 */
public final class EmbeddedKafka implements AutoCloseable {
  static final String FOLDER = "kafka";
  private static final int MOST_TRIES = 3;
  private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);

  private final EmbeddedKafkaConfig config;
  private final FaultHandler onFault;
  private volatile @Nullable Run run;

  /** A broker that has not started yet; a fatal fault will end the process. */
  public EmbeddedKafka(EmbeddedKafkaConfig config) {
    this(config, FaultHandler.HALT);
  }

  public EmbeddedKafka(EmbeddedKafkaConfig config, FaultHandler onFault) {
    this.config = config;
    this.onFault = onFault;
  }

  /**
   * Returns once clients can use the broker.
   *
   * @throws StartupException when it cannot; nothing is left running then
   */
  public synchronized EmbeddedKafka start() {
    if (run != null) {
      throw new IllegalStateException(this + " is already started");
    }
    config.listen().requireFree();
    for (int left = MOST_TRIES; ; left--) {
      var listen = config.listen().resolved();
      try {
        return start(listen);
      } catch (Exception e) { // Kafka throws checked exceptions it does not declare
        // A port that was free may be somebody's by the time that Kafka binds it.
        if (left == 1 || !isTaken(e)) {
          throw failure(listen, e);
        }
        log.info("A port was taken meanwhile: trying others");
      }
    }
  }

  private EmbeddedKafka start(Listen listen) throws Exception {
    var endpoints = Endpoints.of(listen);
    var watch = FaultWatch.open(onFault);
    try {
      var server = server(endpoints);
      run = new Run(server, watch, endpoints);
      server.startup();
      awaitUsable(endpoints.local());
      watch.arm();
      return this;
    } catch (Exception e) {
      abandon(watch);
      throw e;
    }
  }

  private static boolean isTaken(Exception e) {
    return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
        .anyMatch(BindException.class::isInstance);
  }

  /** Where clients of this process, and of this machine, connect. */
  public String bootstrap() {
    return running().endpoints().local();
  }

  /** Where clients of other machines connect; the same as {@link #bootstrap()} where it listens on this machine only. */
  public String address() {
    return running().endpoints().outside();
  }

  @Override
  public synchronized void close() {
    var current = run;
    if (current == null) {
      return;
    }
    try {
      current.server().shutdown();
      current.server().awaitShutdown();
    } finally {
      current.watch().close();
      run = null;
      forgetGauges();
    }
  }

  /** Kafka leaves gauges of a closed broker in the process's registry, and these keep the whole broker in memory. */
  private static void forgetGauges() {
    if (FaultWatch.anyOpen()) {
      return;
    }
    var registry = KafkaYammerMetrics.defaultRegistry();
    registry.allMetrics().forEach((name, metric) -> {
      if (metric instanceof Gauge<?>) {
        registry.removeMetric(name);
      }
    });
  }

  @Override
  public String toString() {
    var current = run;
    return "EmbeddedKafka{%s, %s}"
        .formatted(
            config.data().root(),
            current == null ? "stopped" : current.endpoints().outside());
  }

  private CombinedServer server(Endpoints endpoints) throws Exception {
    format();
    return new CombinedServer(new KafkaConfig(BrokerProperties.of(config, endpoints)));
  }

  private void format() throws Exception {
    var folder = config.data().folder(FOLDER);
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setNodeId(BrokerProperties.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setDirectories(List.of(folder.toString()))
        .setMetadataLogDirectory(folder.toString())
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setControllerListenerName(BrokerProperties.CONTROLLER)
        .setIgnoreFormatted(true)
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .run();
  }

  /** The broker answers before its own metadata says that it is there; a client would see a cluster without nodes. */
  private static void awaitUsable(String bootstrap)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "retry.backoff.ms", 20))) {
      while (admin.describeCluster().nodes().get(30, TimeUnit.SECONDS).isEmpty()) {
        Thread.onSpinWait();
      }
    }
  }

  /** Kafka's threads are no daemons: left alone they would keep a failed process alive. */
  private void abandon(FaultWatch watch) {
    try {
      close();
    } catch (RuntimeException e) { // the failure of the start is the one to tell
      log.debug("Shutting down after a failed start", e);
    } finally {
      watch.close();
    }
  }

  private StartupException failure(Listen listen, Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (e instanceof StartupException known) {
      return known;
    }
    if (isTaken(e)) {
      return listen.taken(e);
    }
    return new StartupException(
        "The embedded broker in %s did not start: %s".formatted(config.data().root(), e), e);
  }

  private synchronized Run running() {
    var current = run;
    if (current == null) {
      throw new IllegalStateException(this + " is not started");
    }
    return current;
  }

  private record Run(CombinedServer server, FaultWatch watch, Endpoints endpoints) {}
}
